import { median } from '../run/statistics.mjs';
import { measureRound, withServer } from './web.mjs';

/**
 * CPU per request of one server at several points of a scale, each after a warm-up of its own.
 * `env` gives further variables of the server; of several `samples` of a point, the median counts.
 * @param {{ app: string, runs: number, env?: () => Record<string, string>, points: { name: string, connections: number, paths: string[], warmUp?: number, requests: number, samples?: number }[] }} options
 * @returns {import('./index.mjs').Scenario}
 */
export function growth(title, { app, runs, env = () => ({}), points }) {
  return {
    title,
    runs,
    agents: 'main',
    metrics: points.map(({ name }) => ({ key: name, unit: 'us', title: name, isAdded: true })),
    measure: ({ shorter = 1, ...context }) =>
      withServer(app, { ...context, env: env() }, async server => {
        const figures = {};
        for (const { name, connections, paths, requests, warmUp = requests, samples = 1 } of points) {
          const load = await context.backend.openLoad({ port: server.ready.port, paths, connections });
          try {
            await load.run(Math.ceil(warmUp / shorter));
            const measured = [];
            while (measured.length < samples)
              measured.push((await measureRound(server, load, Math.ceil(requests / shorter))).cpuUs);
            figures[name] = median(measured);
          } finally {
            await load.close();
          }
        }
        return figures;
      }),
  };
}
