import { NODE_MAJORS, nodeBinary } from '../nodes';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { endOf, type ProgramOptions, runProgram } from './run-program';

jest.setTimeout(60_000);

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

const WAYS: readonly { way: string; spans: readonly string[]; signal?: NodeJS.Signals }[] = [
  { way: 'runs out of work', spans: ['main', 'worker'] },
  { way: 'exits', spans: ['main', 'worker'] },
  { way: 'throws', spans: ['main', 'worker'] },
  // A thread that is terminated is as lost as a process that is killed.
  { way: 'waits, main terminates', spans: ['main'] },
  { way: 'waits, main exits', spans: ['main', 'worker'] },
  { way: 'waits, main throws', spans: ['main', 'worker'] },
  { way: 'waits, main ends, too', spans: ['main', 'worker'] },
  { way: 'waits, main is told to end', spans: ['main', 'worker'], signal: 'SIGTERM' },
  { way: 'computes, main exits', spans: ['main'] },
];

describe.each(NODE_MAJORS)('a worker thread, Node %i', nodeMajor => {
  test.each(WAYS)('$way', async ({ way, spans, signal }) => {
    const onLine: ProgramOptions['onLine'] = (line, child) => {
      if (line === 'ready' && signal !== undefined) child.kill(signal);
    };
    const program = { script: 'lifecycle/threads.js', args: [way], nodeMajor, onLine };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      runProgram({ ...program, env: exporterEnvironment(receiver) }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said).toEqual([]);
    // What was under way at the end is sent again.
    const received = () =>
      receiver
        .sentBy(traced.id)
        .map(({ name }) => name)
        .sort();
    await receiver.waitUntil(() => received().length >= spans.length);
    expect(received()).toEqual(spans);
    // Each thread writes metrics of its own, for which it has to be an instance of its own.
    const resources = receiver.requests
      .filter(({ run }) => run === traced.id)
      .map(({ resource: { 'service.instance.id': _id, ...same } }) => same);
    for (const resource of resources) expect(resource).toEqual(resources[0]);
  });
});
