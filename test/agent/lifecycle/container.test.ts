import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { firstValue, startMetricReceiver } from '../../ends/metric-receiver';
import { createCertificates } from '../../services/create-certificates';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { AGENT, endOf, runProgram } from './run-program';

/* Runs the app as the first process of a process namespace, which it is in most containers. */

jest.setTimeout(60_000);

const UNSHARE = ['--pid', '--fork', '--mount-proc', '--kill-child'];
// Takes root, or a kernel that gives namespaces to everybody.
const onLinux = canUnshare() ? test : test.skip;

onLinux('a signal that it does not listen for does not end it, and what is unsent is sent', async () => {
  const receiver = await startGrpcReceiver();
  const [bare, traced] = await Promise.all([
    runFirst('first-process.js', [], { agent: false }),
    runFirst('first-process.js', [], { env: exporterEnvironment(receiver) }),
  ]);
  expect(endOf(traced)).toEqual(endOf(bare));
  expect(bare).toMatchObject({ code: 0, stdout: 'goes on 1\ngoes on 0\n' });
  await receiver.waitUntil(() => receiver.spansOf(traced.id).length >= 3);
  expect(receiver.spansOf(traced.id)).toEqual(['first', 'second', 'third']);
  await receiver.close();
});

onLinux('measurements are sent at a signal that does not end it, and later ones at its end', async () => {
  const receiver = await startMetricReceiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_AGENT_BANNER: 'off',
    OTEL_AGENT_EXIT_TIMEOUT: '5000',
  };
  const [bare, traced] = await Promise.all([
    runFirst('first-process-metrics.js', [], { agent: false }),
    runFirst('first-process-metrics.js', [], { env }),
  ]);
  expect(endOf(traced)).toEqual(endOf(bare));
  expect(bare).toMatchObject({ code: 0, stdout: 'goes on 0\n' });
  const orders = receiver.metricsOf(traced.id).filter(({ name }) => name === 'orders');
  expect(orders.map(firstValue)).toEqual([1, 3]);
  receiver.close();
});

onLinux('a helper is waited for, as it would end with the first process', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-container-'));
  const { caFile, server } = await createCertificates(folder);
  const tls = { cert: readFileSync(server.certFile, 'utf8'), key: readFileSync(server.keyFile, 'utf8') };
  const receiver: TestReceiver = await startGrpcReceiver(tls);
  const env = {
    ...exporterEnvironment(receiver, 'grpc', 'https'),
    OTEL_EXPORTER_OTLP_CERTIFICATE: caFile,
    OTEL_AGENT_EXIT_TIMEOUT: '5000',
  };
  const run = await runFirst('end.js', ['exit(3) at once'], { env });
  expect(run).toMatchObject({ code: 3, said: [] });
  expect(receiver.spansOf(run.id)).toEqual(['last']);
  const untrusting = await runFirst('end.js', ['exit(3) at once'], {
    env: exporterEnvironment(receiver, 'grpc', 'https'),
  });
  expect(untrusting.said.at(-1)).toContain(
    "1 span dropped at the end of the process: the receiver's certificate is not trusted",
  );
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

interface RunOptions {
  readonly agent?: boolean;
  readonly env?: Record<string, string>;
}

function runFirst(script: string, args: readonly string[], { agent, env }: RunOptions) {
  const preload = agent === false ? [] : ['--require', AGENT];
  const file = path.join(__dirname, '..', '..', 'fixtures', 'lifecycle', script);
  return runProgram({
    command: 'unshare',
    script: '',
    args: [...UNSHARE, process.execPath, ...preload, file, ...args],
    ...(env && { env }),
  });
}

function canUnshare(): boolean {
  try {
    execFileSync('unshare', [...UNSHARE, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
