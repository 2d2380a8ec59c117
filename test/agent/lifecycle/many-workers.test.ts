import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../../nodes';
import { sliced } from '../../slice';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from './receiver';
import { runProgram } from './run-program';

/* Cost of the agent in each of many worker threads: counts and bytes, beside the same workers without it. */

jest.setTimeout(60_000);

const WORKERS = 16;
const ROUNDS = 2;
const MB = 2 ** 20;

let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => receiver.close());

sliced(describe).each(NODE_MAJORS)('16 workers at the same time, twice over, Node %i', nodeMajor => {
  test('one costs 5 MB of heap at most, nothing that is loaded for the network before it sends, and leaves nothing', async () => {
    const bare = await run(nodeMajor, false);
    const traced = await run(nodeMajor, true);

    expect(traced.worker.files.filter(file => !LATER.includes(file))).toEqual(AT_ONCE);
    const heap = traced.main.ofOne.heap - bare.main.ofOne.heap;
    const external = traced.main.ofOne.external - bare.main.ofOne.external;
    expect(heap).toBeLessThan(5 * MB);
    expect(external).toBeLessThan(2 * MB);
    expect(traced.main.ofOne.resources).toBe(bare.main.ofOne.resources);
    const more = (thread: 'worker' | 'main') =>
      traced[thread].builtins.filter(name => !bare[thread].builtins.includes(name));
    expect(more('worker').filter(name => DEAR.test(name))).toEqual([]);
    // The main thread sends for all of them, on one connection.
    expect(more('main').filter(name => /undici/.test(name))).toEqual([]);
    const [first, second] = traced.main.left;
    expect(second!.others).toBe(first!.others);
    // Beside bare Node's, the connection to the receiver: it opens while the workers of the first round or the second run.
    for (const [at, { sockets }] of traced.main.left.entries())
      expect(sockets - bare.main.left[at]!.sockets).toBeLessThanOrEqual(1);

    await receiver.waitUntil(() => receiver.sentBy(traced.id).length >= WORKERS * ROUNDS);
    expect(receiver.sentBy(traced.id)).toHaveLength(WORKERS * ROUNDS);
  });
});

test('16 workers say what one process has to say: once', async () => {
  const env = { ...exporterEnvironment(receiver), OTEL_AGENT_BANNER: 'on', OTEL_BSP_MAX_QUEUE_SIZE: 'lots' };
  const { said } = await runProgram({ ...PROGRAM, env });
  expect(said.filter(line => line.includes('OTEL_BSP_MAX_QUEUE_SIZE'))).toHaveLength(1);
  expect(said.filter(line => line.includes(' sends traces to ')).length).toBeLessThanOrEqual(1);
});

const PROGRAM = {
  script: 'lifecycle/many-workers.js',
  args: [String(WORKERS)],
  nodeArgs: ['--expose-gc'],
} as const;

const AT_ONCE = ['preload.js', 'start-guarded.js', 'guard.js', 'agent.js'];
/** Files that load only in a worker that has ended a span, or is two seconds old. */
const LATER = ['threads.js', 'report.js', 'metric-requests.js', 'runtime.js', 'transports.js'];

/** Modules that cost a thread megabytes: only threads that need them may load them. */
const DEAR = /undici|http2|\btls|_http_client/;

interface Told {
  readonly worker: { readonly files: readonly string[]; readonly builtins: readonly string[] };
  readonly main: {
    readonly ofOne: Readonly<Record<'heap' | 'external' | 'resources' | 'builtins', number>>;
    /** Open files after each round. */
    readonly left: readonly { readonly sockets: number; readonly others: number }[];
    readonly builtins: readonly string[];
  };
}

async function run(nodeMajor: NodeMajor, agent: boolean): Promise<Told & { readonly id: string }> {
  // All workers hand over their telemetry at the same time.
  const env = agent ? { ...exporterEnvironment(receiver), OTEL_AGENT_EXIT_TIMEOUT: '10000' } : {};
  const { code, stdout, said, id } = await runProgram({ ...PROGRAM, nodeMajor, agent, env });
  expect({ code, said }).toEqual({ code: 0, said: [] });
  const [worker, main] = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  return { worker, main, id };
}
