import { appFile } from '../run/app-file.mjs';
import { startChild } from '../run/child.mjs';
import { median } from '../run/statistics.mjs';

const ROUNDS = 3;

/** A server under a closed loop of load. @returns {import('./index.mjs').Scenario} */
export function web(
  title,
  { app, runs = 5, connections = 10, warmUp = 12_000, requests = 4000, paths = PATHS },
) {
  return {
    title,
    runs,
    metrics: [
      { key: 'cpuUs', unit: 'us', title: 'CPU per request', isAdded: true },
      { key: 'mainCpuUs', unit: 'us', title: 'of which main thread' },
      { key: 'p50Ms', unit: 'ms', title: 'p50' },
      { key: 'p99Ms', unit: 'ms', title: 'p99' },
      { key: 'requestsPerSecond', unit: '/s', title: 'throughput' },
      { key: 'rssMb', unit: 'MB', title: 'RSS', isAdded: true },
      { key: 'heapMb', unit: 'MB', title: 'heap after GC', isAdded: true },
      { key: 'spansPerRequest', unit: '', title: 'OTLP spans per request' },
    ],
    async measure({ node, agent, backend, shorter = 1, profileArgs = [] }) {
      const args = ['--expose-gc', ...profileArgs, ...agent.args];
      const env = { ...agent.env(backend.ports), BENCH_POSTGRES_PORT: String(backend.ports.postgresPort) };
      const server = await startChild(appFile(app), { node, args, env });
      const load = await backend.openLoad({ port: server.ready.port, paths, connections });
      try {
        await load.run(warmUp / shorter);
        await backend.counts();
        const rounds = [];
        for (let round = 0; round < ROUNDS; round++)
          rounds.push(await measureRound(server, load, requests / shorter));
        const { rss } = await server.ask('figures');
        const { traces } = await backend.counts();
        const { heapUsed } = await server.ask('gc');
        return {
          ...Object.fromEntries(
            Object.keys(rounds[0]).map(key => [key, median(rounds.map(round => round[key]))]),
          ),
          rssMb: rss / 1e6,
          heapMb: heapUsed / 1e6,
          spansPerRequest: (traces?.spans ?? 0) / ((requests / shorter) * ROUNDS),
        };
      } finally {
        await load.close();
        await server.stop();
      }
    },
  };
}

/** A few paths, as a service has: names differ, the route does not. */
const PATHS = Array.from({ length: 16 }, (_, index) => `/hello/name-${index}`);

async function measureRound(server, load, requests) {
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
