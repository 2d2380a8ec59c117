import http from 'node:http';
import { startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { type ProgramOptions, runProgram } from '../agent/lifecycle/run-program';
import { type NodeMajor, nodeBinary } from '../nodes';
import { findFreePort } from '../services/process/find-free-port';
import { limitMemory } from '../services/process/memory-limit';
import { sliced } from '../slice';

jest.setTimeout(240_000);

let receiver: TestReceiver;
let nobody: number;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  nobody = await findFreePort();
});
afterAll(() => receiver.close());

const NODES: readonly NodeMajor[] = [20, 24];
const REQUESTS = 1000;

const SMALL_HEAP = ['--max-old-space-size=48'];
/** Undefined where this user may not limit memory. */
const container = limitMemory(64 * 1024 * 1024);
afterAll(() => container?.remove());

test.each(NODES)(
  'A5: Node %i with a heap of 48 MB collects about as often as without the agent, whether the Collector answers or not',
  async nodeMajor => {
    const node = { nodeMajor, nodeArgs: SMALL_HEAP };
    const most = mostOf(await collectionsOf(node));
    expect(await collectionsOf(node, receiver.port)).toBeLessThanOrEqual(most);
    expect(await collectionsOf(node, nobody)).toBeLessThanOrEqual(most);
  },
);

sliced(container === undefined ? test.skip : test).each(NODES)(
  'A5: Node %i in a container of 64 MB runs and collects about as often as without the agent, while no Collector answers',
  async nodeMajor => {
    const node = { nodeBinary: container!.below(await nodeBinary(nodeMajor)) };
    const most = mostOf(await collectionsOf(node));
    expect(await collectionsOf(node, nobody)).toBeLessThanOrEqual(most);
    expect(container!.kills()).toBe(0);
  },
);

/** Near its limit, V8 collects the whole heap with every twentieth request. */
const mostOf = (bare: number) => 1.5 * bare + 3;

/** Collections of the whole heap during 1,000 requests; without a Collector's port the agent is left out. */
async function collectionsOf(
  node: Pick<ProgramOptions, 'nodeMajor' | 'nodeBinary' | 'nodeArgs'>,
  collector?: number,
): Promise<number> {
  let counting: Promise<number> | undefined;
  const run = await runProgram({
    script: 'cases/small-heap.cjs',
    ...node,
    agent: collector !== undefined,
    env: {
      NODE_ENV: 'production',
      OTEL_AGENT_BANNER: 'off',
      OTEL_LOG_LEVEL: 'none',
      ...collectorAt(collector),
    },
    limitMs: 120_000,
    onLine: (line, child) => {
      counting ??= count(Number(line)).finally(() => child.kill('SIGTERM'));
    },
  });
  expect(run).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  return counting!;
}

const collectorAt = (port: number | undefined) =>
  port === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };

async function count(port: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 10 });
  const ask = (path: string) => answerOf({ agent, port, path });
  const load = () => Promise.all(Array.from({ length: REQUESTS }, () => ask('/hello/you')));
  await load();
  const before = Number(await ask('/collections'));
  await load();
  const after = Number(await ask('/collections'));
  agent.destroy();
  return after - before;
}

function answerOf(options: http.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ ...options, host: '127.0.0.1' }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}
