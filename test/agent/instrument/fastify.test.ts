import { drawTraces } from '../../e2e/ancestry';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../lifecycle/receiver';
import { endOf, runProgram } from '../lifecycle/run-program';

/* Behaviour that the instrumentation of Fastify changes without our patches: src/agent/upstream/table.mjs. */

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
});
afterAll(() => receiver.close());

test('an app may call the handlers of its fastify routes without `this`', async () => {
  const { bare } = await runBoth('instrument/handlers-without-this.js');
  expect(bare.stdout.trim().split('\n')).toEqual(['200 named', '200 unnamed', 'unnamed']);
});

test('errors that are nothing, errors of send, what is not found, and what hooks see', async () => {
  const { traced } = await runBoth('instrument/fastify-edges.js');
  const aborted = receiver.sentBy(traced.id).filter(({ traceId }) => traceId === abortedTrace(traced.id));
  expect(drawTraces(aborted)).toEqual([
    'client GET',
    '  server GET /slow',
    '    internal request',
    '      internal handler - slow',
  ]);
});

test('the same with hooks traced, too', async () => {
  await runBoth('instrument/fastify-edges.js', { OTEL_AGENT_MIDDLEWARE_SPANS: 'on' });
});

async function runBoth(script: string, env: Record<string, string> = {}) {
  const bare = await runProgram({ script, agent: false });
  const traced = await runProgram({ script, env: { ...exporterEnvironment(receiver), ...env } });
  expect(endOf(traced)).toEqual(endOf(bare));
  expect(bare).toMatchObject({ code: 0, stderr: '' });
  return { bare, traced };
}

function abortedTrace(run: string): string {
  return receiver.sentBy(run).find(({ name }) => name === 'GET /slow')!.traceId;
}
