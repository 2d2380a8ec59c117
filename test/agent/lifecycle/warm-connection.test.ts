import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { endOf, type ProgramRun, runProgram } from './run-program';

jest.setTimeout(60_000);

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

const WAYS = [
  { way: 'runs out of work', spans: ['first', 'last'] },
  { way: 'beforeExit revives once', spans: ['first', 'last', 'after beforeExit'] },
  { way: 'exits', spans: ['first', 'last'] },
  { way: 'throws', spans: ['first', 'last'] },
  { way: 'waits', signal: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'waits', signal: 'SIGINT', spans: ['first', 'last'] },
  { way: 'waits and listens', signal: 'SIGTERM', spans: ['first', 'last'] },
] as const;
type Way = (typeof WAYS)[number];

describe.each(WAYS.map(row => [[row.way, 'signal' in row ? row.signal : ''].join(' '), row] as const))(
  'after a span has been sent: %s',
  (_name, row) => {
    sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
      const [bare, traced] = await Promise.all([
        run(row, { nodeMajor, agent: false }),
        run(row, { nodeMajor, env: exporterEnvironment(receiver) }),
      ]);
      expect(endOf(traced)).toEqual(endOf(bare));
      await receiver.waitUntil(() => receiver.spansOf(traced.id).length >= row.spans.length);
      expect(receiver.spansOf(traced.id)).toEqual(row.spans);
    });
  },
);

test.each(WAYS.filter(({ way }) => way === 'runs out of work' || way === 'waits'))(
  'a receiver that stops answering puts the end off for OTEL_AGENT_EXIT_TIMEOUT: $way $signal',
  async row => {
    const silent = await startGrpcReceiver();
    const env = { ...exporterEnvironment(silent), OTEL_AGENT_EXIT_TIMEOUT: '300' };
    const [bare, traced] = await Promise.all([
      run(row, { agent: false }),
      run(row, { env, receiver: silent, beforeEnd: silent.fallSilent }),
    ]);
    await silent.close();
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said.join()).toMatch(/1 span dropped/);
    expect(traced.endedAfterMs).toBeLessThan(bare.endedAfterMs + 300 + 1500);
  },
);

interface RunOptions {
  readonly nodeMajor?: (typeof NODE_MAJORS)[number];
  readonly agent?: boolean;
  readonly env?: Record<string, string>;
  readonly receiver?: TestReceiver;
  readonly beforeEnd?: () => void;
}

/** Tells the program to end as soon as its first span has arrived. */
function run(row: Way, options: RunOptions): Promise<ProgramRun> {
  const { beforeEnd, receiver: to = receiver, env, ...program } = options;
  return runProgram({
    ...program,
    ...(env && { env: { ...env, OTEL_BSP_SCHEDULE_DELAY: '50' } }),
    script: 'lifecycle/warm.js',
    args: [row.way],
    async onLine(line, child, id) {
      if (line === 'again' && 'signal' in row) child.kill(row.signal);
      if (line !== 'ready') return;
      if (program.agent !== false) await to.waitUntil(() => to.spansOf(id).length > 0);
      beforeEnd?.();
      child.stdin!.write('end\n');
    },
  });
}
