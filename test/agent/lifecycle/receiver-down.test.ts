import { readFileSync } from 'node:fs';
import path from 'node:path';

import { exporterEnvironment, startGrpcReceiver, startHangingReceiver, type TestReceiver } from './receiver';
import { endOf, type ProgramOptions, runProgram } from './run-program';
import { nameOf, programFor, WAYS_TO_END } from './ways-to-end';

jest.setTimeout(60_000);

let hanging: TestReceiver;
let refusing: TestReceiver;
beforeAll(async () => {
  hanging = await startHangingReceiver();
  // Its port refuses connections from now on.
  refusing = await startGrpcReceiver();
  await refusing.close();
});
afterAll(() => hanging.close());

const EXIT_TIMEOUT_MS = 500;
/** Time to spare for a machine that is busy with other tests. */
const MARGIN_MS = 1500;
const WAYS = WAYS_TO_END.filter(({ nodeArgs, spans }) => nodeArgs === undefined && spans.length > 0);
/** Enough for a receiver that takes half a second of each of them. */
const SLOW_WAYS = [
  'runs out of work',
  'exit(3) at once',
  'uncaught exception',
  'probes itself',
  'kills itself, then exits',
  'waits',
  'listens once, then hangs',
];

describe.each(['refuses', 'hangs'] as const)('when the receiver %s', how => {
  const receiver = () => (how === 'refuses' ? refusing : hanging);
  const ways = how === 'refuses' ? WAYS : WAYS.filter(({ way }) => SLOW_WAYS.includes(way));

  test.each(ways.map(row => [nameOf(row), row] as const))('%s', async (_name, row) => {
    const program = programFor(row);
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      runProgram({ ...program, env: exporterEnvironment(receiver()) }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.endedAfterMs).toBeLessThan(bare.endedAfterMs + EXIT_TIMEOUT_MS + MARGIN_MS);
    expect(traced.said).toEqual([expect.stringMatching(SAID[how])]);
  });
});

const SAID = {
  refuses: /\d spans? dropped at .*: cannot connect to 127\.0\.0\.1/,
  hangs: /\d spans? dropped at .*: no answer in time/,
};

test.each([
  ['grpc', 'gRPC listens on 4317'],
  ['http/protobuf', 'HTTP listens on 4318'],
])('an endpoint without a port, where nobody listens, %s', async (protocol, usual) => {
  const env = { ...exporterEnvironment(refusing, protocol), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1' };
  const { said } = await runProgram({ script: 'lifecycle/end.js', args: ['exit(3) at once'], env });
  expect(said).toEqual([
    `otel-agent: 1 span dropped at the end of the process: cannot connect to 127.0.0.1, port 80; an endpoint without a port means port 80, and OTLP over ${usual} as a rule; otel-agent doctor tells more`,
  ]);
});

test.each([
  ['grpc', 'runs out of work'],
  ['grpc', 'exit(3) at once'],
  ['http/protobuf', 'runs out of work'],
  ['http/protobuf', 'exit(3) at once'],
])('a proxy that hangs is named: %s, %s', async (protocol, way) => {
  const proxy = `http://127.0.0.1:${hanging.port}`;
  const env = { ...exporterEnvironment(refusing, protocol), OTEL_AGENT_PROXY: proxy };
  const { said } = await runProgram({ script: 'lifecycle/end.js', args: [way], env });
  expect(said).toEqual([expect.stringContaining(`the proxy at ${proxy} (OTEL_AGENT_PROXY)`)]);
  expect(said[0]).toContain('no answer ');
});

describe('OTEL_AGENT_EXIT_TIMEOUT', () => {
  test.each([
    [0, 0],
    [100, 100],
    [1500, 1500],
  ])('%i ms: the end is put off for that long', async (timeoutMs, delayMs) => {
    const program: ProgramOptions = { script: 'lifecycle/end.js', args: ['exit(3) at once'] };
    const env = { ...exporterEnvironment(hanging), OTEL_AGENT_EXIT_TIMEOUT: String(timeoutMs) };
    const run = await runProgram({ ...program, env, onLine() {} });
    expect(run.code).toBe(3);
    expect(run.endedAfterMs).toBeGreaterThanOrEqual(delayMs * 0.9);
    expect(run.endedAfterMs).toBeLessThan(delayMs + MARGIN_MS);
  });

  test("does not bound the retries of OTEL_AGENT_LEAN=off's exporters, as its documentation says", async () => {
    const env = {
      ...exporterEnvironment(refusing),
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_AGENT_LEAN: 'off',
      OTEL_AGENT_EXIT_TIMEOUT: '100',
    };
    const run = await runProgram({ script: 'lifecycle/end.js', args: ['runs out of work'], env });
    expect(run.lastedMs).toBeGreaterThan(2000);
    const root = path.join(__dirname, '..', '..', '..');
    const page = readFileSync(path.join(root, 'docs', 'process-end.md'), 'utf8').replace(/\s+/g, ' ');
    expect(page).toContain('It does not with `OTEL_AGENT_LEAN=off`');
  });
});
