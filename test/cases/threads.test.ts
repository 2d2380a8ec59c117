import path from 'node:path';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { AGENT, runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { sliced } from '../slice';

jest.setTimeout(120_000);

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
});
afterAll(() => receiver.close());

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeMajor?: NodeMajor;
  readonly nodeArgs?: readonly string[];
  readonly agent?: boolean;
}
const runThreads = (way: string, { env, ...options }: Options = {}) =>
  runProgram({
    script: 'guard/env-of-threads.js',
    args: [way],
    env: { ...exporterEnvironment(receiver), OTEL_SERVICE_NAME: 'shop', ...env },
    ...options,
  });

const NEITHER = 'thread 1 traced false\nthread 2 traced false\n';
const BOTH = 'thread 1 traced true\nthread 2 traced true\n';

/** Services that the spans of both threads name. */
const servicesOf = (run: string) =>
  receiver.requests.filter(request => request.run === run).map(({ resource }) => resource['service.name']);

const ENVIRONMENTS = ['of its own', 'empty', 'shared', 'copied', 'that turns it on'];

describe.each(ENVIRONMENTS)('A8: with an environment %s', way => {
  sliced(test).each(NODE_MAJORS)('nothing in a disabled process, Node %i', async nodeMajor => {
    const run = await runThreads(way, { nodeMajor, env: { OTEL_SDK_DISABLED: 'true' } });
    expect(run).toMatchObject({ code: 0, stdout: NEITHER, stderr: '', said: [] });
  });

  sliced(test).each(NODE_MAJORS)('the settings of the process, Node %i', async nodeMajor => {
    const run = await runThreads(way, { nodeMajor });
    expect(run).toMatchObject({ code: 0, stdout: BOTH, stderr: '' });
    await receiver.waitUntil(() => receiver.spansOf(run.id).length === 2);
    expect(receiver.spansOf(run.id).sort()).toEqual(['thread 1', 'thread 2']);
    expect(new Set(servicesOf(run.id))).toEqual(new Set(['shop']));
  });
});

test('A8: settings in the environment of a thread count for it alone', async () => {
  const run = await runThreads('that names it');
  await receiver.waitUntil(() => receiver.spansOf(run.id).length === 2);
  expect(new Set(servicesOf(run.id))).toEqual(new Set(['thread']));
  expect((await runThreads('that turns it off')).stdout).toBe(NEITHER);
});

test('A8: a receiver, a batch size and attributes of its own count for a thread, also where it is terminated', async () => {
  const other = await startGrpcReceiver();
  const { OTEL_EXPORTER_OTLP_ENDPOINT: OTHER_ENDPOINT } = exporterEnvironment(other);
  const env = { ...exporterEnvironment(receiver), OTEL_SERVICE_NAME: 'shop', OTHER_ENDPOINT };
  const run = await runProgram({ script: 'guard/settings-of-thread.js', env });
  expect(run).toMatchObject({ code: 0, said: [] });
  await receiver.waitUntil(() => receiver.spansOf(run.id).length === 1);
  await other.waitUntil(() => other.spansOf(run.id).length === 3);
  expect(receiver.spansOf(run.id)).toEqual(['process']);
  expect(other.requests.map(({ spans }) => spans.length)).toEqual([2, 1]);
  const resources = other.requests.map(({ resource }) => resource);
  for (const resource of resources)
    expect(resource).toMatchObject({ 'service.name': 'shop', team: 'thread' });
  expect(new Set(resources.map(resource => resource['service.instance.id'])).size).toBe(1);
  await other.close();
});

test('A8: settings that a preload before the agent has made are those of the process', async () => {
  const preload = path.join(__dirname, '..', 'fixtures', 'guard', 'set-service-name.js');
  const nodeArgs = ['--require', preload, '--require', AGENT];
  const run = await runThreads('of its own', { agent: false, nodeArgs });
  await receiver.waitUntil(() => receiver.spansOf(run.id).length === 2);
  expect(new Set(servicesOf(run.id))).toEqual(new Set(['from a preload']));
});

test.each([
  ['denied', { OTEL_AGENT_PROCESS_DENY: '**/env-of-threads.js' }],
  ['an install script', { npm_lifecycle_event: 'postinstall' }],
  ['without workers', { OTEL_AGENT_WORKERS: 'off' }],
])('A8: nothing in the threads of a process that is %s', async (_name, env) => {
  expect((await runThreads('of its own', { env })).stdout).toBe(NEITHER);
});
