import { measureRound, withServer } from './web.mjs';

const CONNECTIONS = 10;
/** Number of requests that a fresh pod serves before V8 has compiled much. */
const FIRST = 500;
/** V8 has compiled most of it by then. */
const MOST = 8000;
/** As in `web`: names differ, the route does not. */
const PATHS = Array.from({ length: 16 }, (_, index) => `/hello/name-${index}`);

/**
 * A server's first requests, of a fresh process in each round. Differences between two processes are larger than in
 * warm ones, hence the many rounds. @returns {import('./index.mjs').Scenario}
 */
export function cold(title, { app, runs = 20 }) {
  return {
    title,
    runs,
    isStart: true,
    agents: 'main',
    metrics: [
      {
        key: 'first500Us',
        unit: 'us',
        title: `CPU of each of the first ${FIRST}`,
        isAdded: true,
        hasFloor: true,
      },
      {
        key: 'first8000Us',
        unit: 'us',
        title: `CPU of each of the first ${MOST.toLocaleString('en')}`,
        isAdded: true,
        hasFloor: true,
      },
    ],
    measure: ({ shorter = 1, ...context }) =>
      withServer(app, context, async server => {
        const { port } = server.ready;
        const load = await context.backend.openLoad({ port, paths: PATHS, connections: CONNECTIONS });
        try {
          const most = Math.ceil(MOST / shorter);
          const first = await measureRound(server, load, FIRST);
          const rest = await measureRound(server, load, most - FIRST);
          return {
            first500Us: first.cpuUs,
            first8000Us: (first.cpuUs * FIRST + rest.cpuUs * (most - FIRST)) / most,
          };
        } finally {
          await load.close();
        }
      }),
  };
}
