import { NODE_MAJORS, nodeBinary } from '../nodes';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { endOf, runProgram } from './run-program';

jest.setTimeout(60_000);

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

/** What a thread has not sent yet ends with it when it is ended from outside, as it does with the process and SIGKILL. */
const WAYS = [
  { way: 'runs out of work', spans: ['main', 'worker'] },
  { way: 'exits', spans: ['main', 'worker'] },
  { way: 'throws', spans: ['main', 'worker'] },
  { way: 'waits, main terminates', spans: ['main'] },
  { way: 'waits, main exits', spans: ['main'] },
];

describe.each(NODE_MAJORS)('a worker thread, Node %i', nodeMajor => {
  test.each(WAYS)('$way', async ({ way, spans }) => {
    const program = { script: 'lifecycle/threads.js', args: [way], nodeMajor };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      runProgram({ ...program, env: exporterEnvironment(receiver) }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said).toEqual([]);
    const received = () => receiver.spansOf(traced.id).sort();
    await receiver.waitUntil(() => received().length >= spans.length);
    expect(received()).toEqual(spans);
  });
});
