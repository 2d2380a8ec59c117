import { nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { endOf, runProgram } from './run-program';

/* Globals that an app replaces: the agent works by Node's own, and the app sees no call of the agent's. */

jest.setTimeout(60_000);

const NODES = [20, 26] as const;
let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODES) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

const WAYS = [
  'timers are counted',
  'timers are plain objects',
  'the clock stands still',
  'there are no timers',
  'there is no process',
  'there is no URL',
];

sliced(test).each(WAYS.flatMap(way => NODES.map(nodeMajor => ({ way, nodeMajor }))))(
  '$way: spans leave while the app runs, which ends as without the agent, Node $nodeMajor',
  async ({ way, nodeMajor }) => {
    const program = { script: 'lifecycle/replaced-globals.js', args: [way], nodeMajor };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false, onLine: (_, child) => child.stdin!.end() }),
      runProgram({
        ...program,
        env: exporterEnvironment(receiver),
        async onLine(line, child, id) {
          if (line !== 'answered') return;
          await receiver.waitUntil(() => receiver.spansOf(id).length >= 2).catch(() => {});
          child.stdin!.end();
        },
      }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(bare.code).toBe(0);
    expect(traced.said).toEqual([]);
    expect(receiver.spansOf(traced.id)).toEqual(['GET', 'GET']);
  },
);
