import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { type Certificates, createCertificates } from '../../services/create-certificates';
import { sliced } from '../../slice';
import {
  exporterEnvironment,
  startGrpcReceiver,
  startHangingReceiver,
  startHttpReceiver,
  type TestReceiver,
} from './receiver';
import { endOf, runProgram } from './run-program';

/* TLS takes an event loop: a helper process sends the unsent spans if there is none. */

jest.setTimeout(60_000);

let folder: string;
let certificates: Certificates;
const receivers: TestReceiver[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-tls-'));
  certificates = await createCertificates(folder);
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(async () => {
  await Promise.all(receivers.map(receiver => receiver.close()));
  rmSync(folder, { recursive: true, force: true });
});

const WAYS = ['runs out of work', 'exit(3) at once', 'uncaught exception', 'kills itself, then exits'];

describe.each(WAYS)('%s', way => {
  sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
    const receiver = await started(startGrpcReceiver(serverTls()));
    const program = { script: 'lifecycle/end.js', args: [way], nodeMajor };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      runProgram({ ...program, env: environment(receiver) }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said).toEqual([]);
    await receiver.waitUntil(() => receiver.spansOf(traced.id).length > 0);
    expect(receiver.spansOf(traced.id)).toEqual(['last']);
  });
});

test.each(['http/protobuf', 'http/json'])('%s', async protocol => {
  const receiver = await started(startHttpReceiver({ tls: serverTls() }));
  const run = await runProgram({ ...EXIT, env: environment(receiver, protocol) });
  expect(run.code).toBe(3);
  await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
});

test('secrets go through a pipe: the helper has none in its arguments or its environment', async () => {
  const seen: string[] = [];
  const beforeAnswer = () => seen.push(...helpers());
  const receiver = await started(startHttpReceiver({ tls: serverTls(), beforeAnswer }));
  const secret = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer s3cret' };
  const run = await runProgram({ ...EXIT, env: { ...environment(receiver, 'http/protobuf'), ...secret } });
  await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
  expect(receiver.requests[0]!.headers.authorization).toBe('Bearer s3cret');
  expect(seen).not.toEqual([]);
  expect(seen.join()).not.toContain('s3cret');
});

test('no helper stays behind when the receiver hangs', async () => {
  const receiver = await started(startHangingReceiver());
  const run = await runProgram({ ...EXIT, env: environment(receiver) });
  expect(run.code).toBe(3);
  const deadlineMs = Date.now() + 10_000;
  while (helpers().length > 0 && Date.now() < deadlineMs) await new Promise(setImmediate);
  expect(helpers()).toEqual([]);
});

describe('what the helper cannot deliver', () => {
  const untrusting = async (protocol: string) => {
    const receiver = await started(
      protocol === 'grpc' ? startGrpcReceiver(serverTls()) : startHttpReceiver({ tls: serverTls() }),
    );
    return { ...exporterEnvironment(receiver, protocol, 'https'), OTEL_AGENT_EXIT_TIMEOUT: '5000' };
  };

  test.each(['grpc', 'http/protobuf'])('is told with the reason, over %s', async protocol => {
    const file = path.join(folder, `stderr-${protocol.replace('/', '-')}`);
    await runProgram({ ...EXIT, env: await untrusting(protocol), stderr: openSync(file, 'w') });
    const deadlineMs = Date.now() + 10_000;
    while (!readFileSync(file, 'utf8').includes('dropped') && Date.now() < deadlineMs)
      await new Promise(setImmediate);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^otel-agent: 1 span dropped at the end of the process: the receiver's certificate is not trusted/m,
    );
  });

  test('is told into a pipe as well', async () => {
    const { said } = await runProgram({ ...EXIT, env: await untrusting('grpc') });
    expect(said).toEqual([
      expect.stringMatching(/1 span dropped at the end of the process: the receiver's certificate is not/),
    ]);
  });
});

const EXIT = { script: 'lifecycle/end.js', args: ['exit(3) at once'] };

function started<Receiver extends TestReceiver>(starting: Promise<Receiver>): Promise<Receiver> {
  return starting.then(receiver => {
    receivers.push(receiver);
    return receiver;
  });
}

function serverTls() {
  const { certFile, keyFile } = certificates.server;
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

function environment(receiver: TestReceiver, protocol = 'grpc') {
  const { caFile } = certificates;
  return {
    ...exporterEnvironment(receiver, protocol, 'https'),
    OTEL_EXPORTER_OTLP_CERTIFICATE: caFile,
    // A busy machine needs more than the half second that is the default.
    OTEL_AGENT_EXIT_TIMEOUT: '5000',
  };
}

/** Arguments and environment of each helper process, as anybody on the machine could see them. */
function helpers(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => ({ args: readProcess(pid, 'cmdline'), env: readProcess(pid, 'environ') }))
    .filter(({ args }) => args.includes('exit-helper.js'))
    .map(({ args, env }) => args + env);
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // Gone meanwhile.
  }
}
