import { median } from '../run/statistics.mjs';
import { withServer } from './web.mjs';

const ROUNDS = 5;

/** A server that is asked by way of connections in its own memory: what its own work costs. @returns {import('./index.mjs').Scenario} */
export function memory(title, { app, runs, paths, warmUp, requests, agents }) {
  return {
    title,
    runs,
    agents,
    metrics: [{ key: 'cpuUs', unit: 'us', title: 'CPU per request', isAdded: true, hasFloor: true }],
    measure: ({ shorter = 1, ...context }) =>
      withServer(app, context, async server => {
        const run = count => server.ask({ requests: Math.ceil(count / shorter), paths });
        await run(warmUp);
        const costs = [];
        for (let round = 0; round < ROUNDS; round++) {
          const before = await server.ask('figures');
          await run(requests);
          const after = await server.ask('figures');
          costs.push((after.cpuUs - before.cpuUs) / Math.ceil(requests / shorter));
        }
        return { cpuUs: median(costs) };
      }),
  };
}
