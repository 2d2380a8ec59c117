import { setTimeout as delay } from 'node:timers/promises';
import { appFile } from '../run/app-file.mjs';
import { startChild } from '../run/child.mjs';
import { median } from '../run/statistics.mjs';

const ROUNDS = 3;
/** V8 is still compiling during these, and learns what it compiles better later on. */
const FIRST = 8000;
/** By then each agent has sent its first spans; that, too, makes V8 compile anew what it had thought it knew. */
const SETTLED_AFTER_MS = 4000;

/** A few paths, as a service has: names differ, the route does not. */
const PATHS = Array.from({ length: 16 }, (_, index) => `/hello/name-${index}`);

/** A server under a closed loop of load. @returns {import('./index.mjs').Scenario} */
export function web(
  title,
  { app, runs = 5, connections = 10, warmUp = 30_000, requests = 8000, paths = PATHS, agents },
) {
  return {
    title,
    runs,
    agents,
    metrics: [
      { key: 'cpuUs', unit: 'us', title: 'CPU per request', isAdded: true, hasFloor: true },
      { key: 'mainCpuUs', unit: 'us', title: 'of which main thread' },
      {
        key: 'firstCpuUs',
        unit: 'us',
        title: `CPU of each of the first ${FIRST.toLocaleString('en')}`,
        isAdded: true,
      },
      { key: 'p50Ms', unit: 'ms', title: 'p50' },
      { key: 'p99Ms', unit: 'ms', title: 'p99' },
      { key: 'requestsPerSecond', unit: '/s', title: 'throughput' },
      { key: 'rssMb', unit: 'MB', title: 'RSS', isAdded: true },
      { key: 'heapMb', unit: 'MB', title: 'heap after GC', isAdded: true },
      { key: 'spansPerRequest', unit: '', title: 'OTLP spans per request' },
    ],
    measure: ({ shorter = 1, ...context }) =>
      withServer(app, context, async server => {
        const load = await context.backend.openLoad({ port: server.ready.port, paths, connections });
        try {
          const startedMs = performance.now();
          const first = await measureRound(server, load, Math.ceil(FIRST / shorter));
          await load.run(Math.ceil((warmUp - FIRST) / shorter));
          while (performance.now() - startedMs < SETTLED_AFTER_MS / shorter)
            await load.run(Math.ceil(requests / shorter));
          const rounds = await measureRounds(server, load, context, Math.ceil(requests / shorter));
          return { ...rounds, firstCpuUs: first.cpuUs };
        } finally {
          await load.close();
        }
      }),
  };
}

/** Starts an app as a server with an agent for as long as `measure` takes. */
export async function withServer(app, { node, agent, backend, profileArgs = [], env }, measure) {
  const { httpPort, postgresPort } = backend.ports;
  const server = await startChild(appFile(app), {
    node,
    args: ['--expose-gc', ...profileArgs, ...agent.args],
    env: {
      ...agent.env(backend.ports),
      BENCH_POSTGRES_PORT: String(postgresPort),
      BENCH_HTTP_PORT: String(httpPort),
      BENCH_PORTS: JSON.stringify(backend.ports),
      ...env,
    },
  });
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

async function measureRounds(server, load, { agent, backend, settleMs }, requests) {
  const settle = () => delay(agent.groups.includes('otlp') ? settleMs : 0);
  await settle();
  await backend.counts();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(server, load, requests));
  const { rss } = await server.ask('figures');
  await settle();
  const { traces } = await backend.counts();
  const { heapUsed } = await server.ask('gc');
  const medians = Object.keys(rounds[0]).map(key => [key, median(rounds.map(round => round[key]))]);
  return {
    ...Object.fromEntries(medians),
    rssMb: rss / 1e6,
    heapMb: heapUsed / 1e6,
    spansPerRequest: (traces?.spans ?? 0) / (requests * ROUNDS),
  };
}

/** Costs of a number of requests to the server, and their duration. */
export async function measureRound(server, load, requests) {
  const before = await server.ask('figures');
  const { seconds, p50Ms, p99Ms } = await load.run(requests);
  const after = await server.ask('figures');
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / requests,
    mainCpuUs: (after.mainCpuUs - before.mainCpuUs) / requests,
    p50Ms,
    p99Ms,
    requestsPerSecond: requests / seconds,
  };
}
