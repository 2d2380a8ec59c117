import { measureRound, withServer } from './web.mjs';

/**
 * CPU per request of one server at several points of a scale, each after a warm-up of its own.
 * @param {{ app: string, runs: number, points: { name: string, connections: number, paths: string[], requests: number }[] }} options
 * @returns {import('./index.mjs').Scenario}
 */
export function growth(title, { app, runs, points }) {
  return {
    title,
    runs,
    agents: 'main',
    metrics: points.map(({ name }) => ({ key: name, unit: 'us', title: name, isAdded: true })),
    measure: ({ shorter = 1, ...context }) =>
      withServer(app, context, async server => {
        const figures = {};
        for (const { name, connections, paths, requests } of points) {
          const load = await context.backend.openLoad({ port: server.ready.port, paths, connections });
          try {
            await load.run(Math.ceil(requests / shorter));
            figures[name] = (await measureRound(server, load, Math.ceil(requests / shorter))).cpuUs;
          } finally {
            await load.close();
          }
        }
        return figures;
      }),
  };
}
