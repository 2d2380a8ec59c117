import { setTimeout as delay } from 'node:timers/promises';
import { withServer } from './web.mjs';

const CONNECTIONS = 100;
const SETTLE_MS = 2000;
const IDLE_MS = 5000;

/** A server that has served, and then holds open connections on which nothing happens. @returns {import('./index.mjs').Scenario} */
export function idle(title, { runs }) {
  return {
    title,
    runs,
    agents: 'main',
    metrics: [
      { key: 'cpuMsPerSecond', unit: 'ms/s', title: 'CPU', isAdded: true },
      { key: 'rssMb', unit: 'MB', title: 'RSS', isAdded: true },
      { key: 'heapMb', unit: 'MB', title: 'heap after GC', isAdded: true },
    ],
    measure: ({ shorter = 1, ...context }) =>
      withServer('hello.cjs', context, async server => {
        const options = { port: server.ready.port, paths: ['/hello/name'], connections: CONNECTIONS };
        const load = await context.backend.openLoad(options);
        try {
          await load.run(CONNECTIONS * 5);
          await load.rest();
          await delay(SETTLE_MS / shorter);
          const before = await server.ask('figures');
          await delay(IDLE_MS / shorter);
          const after = await server.ask('figures');
          const { heapUsed } = await server.ask('gc');
          return {
            cpuMsPerSecond: (after.cpuUs - before.cpuUs) / (IDLE_MS / shorter),
            rssMb: after.rss / 1e6,
            heapMb: heapUsed / 1e6,
          };
        } finally {
          await load.close();
        }
      }),
  };
}
