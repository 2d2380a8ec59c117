import { NODE_MAJORS, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
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
  { way: 'waits, main terminates', spans: ['main', 'worker'] },
  { way: 'computes, main terminates', spans: ['main', 'worker'] },
  { way: 'waits, main exits', spans: ['main', 'worker'] },
  { way: 'waits, main throws', spans: ['main', 'worker'] },
  { way: 'waits, main ends, too', spans: ['main', 'worker'] },
  { way: 'waits, main is told to end', spans: ['main', 'worker'], signal: 'SIGTERM' },
  { way: 'computes, main exits', spans: ['main', 'worker'] },
];

describe.each(WAYS)('a worker thread: $way', ({ way, spans, signal }) => {
  sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
    const onLine: ProgramOptions['onLine'] = (line, child) => {
      if (line === 'ready' && signal !== undefined) child.kill(signal);
    };
    const program = { script: 'lifecycle/threads.js', args: [way], nodeMajor, onLine };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      // A thread that computes takes a processor from the others.
      runProgram({ ...program, env: { ...exporterEnvironment(receiver), OTEL_AGENT_EXIT_TIMEOUT: '5000' } }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said).toEqual([]);
    // Spans that were under way at the end are sent again.
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

test.each(['0', '300'])(
  'the line at start comes once a worker’s first span ended, %s ms before its end',
  async ms => {
    const env = { ...exporterEnvironment(receiver), OTEL_AGENT_BANNER: 'on' };
    const { said } = await runProgram({ script: 'lifecycle/worker-only.js', args: [ms], env });
    expect(said).toEqual([expect.stringContaining(' sends traces to ')]);
  },
);
