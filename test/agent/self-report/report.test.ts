import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import {
  exporterEnvironment,
  startGrpcReceiver,
  startHttpReceiver,
  type TestReceiver,
} from '../lifecycle/receiver';
import { type ProgramOptions, runProgram } from '../lifecycle/run-program';

/* OTEL_AGENT_REPORT: the counts are those of what really happened, at each end of a process. */

let receiver: TestReceiver;
let folder: string;
beforeAll(async () => {
  receiver = await startHttpReceiver();
  folder = makeTemporaryFolder('report');
});
afterAll(async () => {
  await receiver.close();
  await removeFolder(folder);
});

const REQUESTS = 5;
const program = (env: Record<string, string>, more: Partial<ProgramOptions> = {}) =>
  runProgram({
    script: 'self-report/serve.js',
    args: [String(REQUESTS), 'end'],
    env: { ...exporterEnvironment(receiver, 'http/protobuf'), ...env },
    ...more,
  });

test('a page on stderr: libraries, queues, sampling and settings, without secrets', async () => {
  const { rawStderr, code } = await program({
    OTEL_AGENT_REPORT: 'stderr',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s3cret',
  });
  expect(code).toBe(0);
  expect(rawStderr).toMatch(/^otel-agent \S+ report: service "\S+", process \d+, Node\.js \d/m);
  expect(rawStderr).toMatch(/^ {2}http +lean +10 spans$/m);
  // Delivered without an event loop, at the very end, they are handed over.
  expect(rawStderr).toMatch(
    /: 10 ended, (10 acknowledged, 0 dropped, 0|0 acknowledged, 0 dropped, 10) waiting or handed over/,
  );
  expect(rawStderr).toMatch(
    /10 spans recorded, 0 not sampled, 0 requests ignored; 10 spans show a redaction/,
  );
  expect(rawStderr).toContain('OTEL_EXPORTER_OTLP_HEADERS');
  expect(rawStderr).not.toContain('s3cret');
});

test.each([
  ['runs out of work', 'end', undefined],
  ['is ended by SIGTERM', 'stay', 'SIGTERM'],
] as const)('an object a line in a file, when the process %s', async (_name, stay, signal) => {
  const file = path.join(folder, `${stay}.jsonl`);
  const run = await program(
    { OTEL_AGENT_REPORT: file, OTEL_AGENT_IGNORE_OUTGOING: '127.0.0.1' },
    { args: [String(REQUESTS), stay], onLine: (_line, child) => signal && child.kill(signal) },
  );
  expect(run.signal).toBe(signal ?? null);
  const [report, ...others] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(others).toEqual([]);
  expect(report).toMatchObject({
    process: { nodeVersion: expect.any(String), standsDown: false },
    otherSpans: [],
  });
  expect(report.libraries).toContainEqual({
    library: 'http',
    version: null,
    folder: null,
    way: 'lean',
    spans: 0,
    scope: '@opentelemetry/instrumentation-http',
    reason: null,
  });
  // Requests of an ignored call belong to a trace that is not recorded.
  expect(report.sampler).toMatchObject({ recorded: 0, ignored: REQUESTS });
});

test('ended is acknowledged, dropped and waiting together, for a receiver that is away', async () => {
  const file = path.join(folder, 'away.json');
  await program({ OTEL_AGENT_REPORT: file, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  const { queues } = JSON.parse(readFileSync(file, 'utf8'));
  const [{ ended, acknowledged, dropped, waiting, lastFailure }] = queues;
  const lost = Object.values<number>(dropped).reduce((sum, items) => sum + items, 0);
  expect({ ended, acknowledged, sum: acknowledged + lost + waiting }).toEqual({
    ended: 10,
    acknowledged: 0,
    sum: 10,
  });
  expect(lastFailure ?? 'ECONNREFUSED').toContain('ECONNREFUSED');
});

test('a library that is not supported is told with the reason', async () => {
  const app = makeTemporaryFolder('report-app');
  mkdirSync(path.join(app, 'node_modules/express'), { recursive: true });
  writeFileSync(path.join(app, 'node_modules/express/package.json'), '{"name":"express","version":"3.0.0"}');
  writeFileSync(path.join(app, 'node_modules/express/index.js'), '');
  writeFileSync(path.join(app, 'app.js'), "require('express')");
  const file = path.join(app, 'report.json');
  await program({ OTEL_AGENT_REPORT: file }, { script: path.join(app, 'app.js') });
  expect(JSON.parse(readFileSync(file, 'utf8')).libraries).toContainEqual({
    library: 'express',
    version: '3.0.0',
    folder: expect.stringContaining('express'),
    way: 'none',
    spans: 0,
    scope: null,
    reason: expect.stringMatching(/^not supported; supported >=4/),
  });
  await removeFolder(app);
});

test('a library that is traced through another has the way of that one', async () => {
  const app = makeTemporaryFolder('report-router');
  writeFileSync(path.join(app, 'app.js'), `require(${JSON.stringify(require.resolve('express'))})()`);
  const file = path.join(app, 'report.json');
  await program({ OTEL_AGENT_REPORT: file }, { script: path.join(app, 'app.js') });
  const { libraries } = JSON.parse(readFileSync(file, 'utf8'));
  expect(libraries).toContainEqual(
    expect.objectContaining({ library: 'router', way: 'lean', spans: 0, reason: null }),
  );
  await removeFolder(app);
});

test('a library whose instrumentation failed is told with the reason, by its folder', async () => {
  const app = makeTemporaryFolder('report-broken');
  const express = path.join(app, 'node_modules/express');
  mkdirSync(express, { recursive: true });
  writeFileSync(path.join(express, 'package.json'), '{"name":"express","version":"4.0.0"}');
  writeFileSync(path.join(express, 'index.js'), BROKEN);
  writeFileSync(path.join(app, 'app.js'), "require('express')");
  const file = path.join(app, 'report.json');
  await program({ OTEL_AGENT_REPORT: file }, { script: path.join(app, 'app.js') });
  const { libraries } = JSON.parse(readFileSync(file, 'utf8'));
  expect(libraries.filter(({ library }: { library: string }) => library === 'express')).toEqual([
    {
      library: 'express',
      version: '4.0.0',
      folder: expect.stringContaining('express'),
      way: 'none',
      spans: 0,
      scope: null,
      reason: expect.stringContaining('no patch'),
    },
  ]);
  await removeFolder(app);
});

/** Throws at whatever asks it for a property. */
const BROKEN = `module.exports = new Proxy(() => {}, {
  get(target, key) { throw new Error('no patch') },
})`;

test('a place that cannot be written does not disturb the process', async () => {
  const run = await program({ OTEL_AGENT_REPORT: path.join(folder, 'missing', 'report.json') });
  expect(run.code).toBe(0);
  expect(run.said.join()).toContain('the report cannot be written');
});

test('without the setting nothing is written, and nothing more is loaded', async () => {
  const grpc = await startGrpcReceiver();
  const { said, rawStderr } = await program({ ...exporterEnvironment(grpc), NODE_DEBUG: '' });
  await grpc.close();
  expect([...said, rawStderr]).toEqual(['']);
});
