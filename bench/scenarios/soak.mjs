import { setTimeout as delay } from 'node:timers/promises';
import { withServer } from './web.mjs';

const SAMPLES = 10;
const REQUESTS_AT_ONCE = 500;
/** Between two such bursts; about 500 requests a second in all. */
const BURST_EVERY_MS = 1000;

/** Memory at constant load over minutes: what grows? One round is as long as that. @returns {import('./index.mjs').Scenario} */
export function soakScenario(minutes) {
  const points = Array.from({ length: SAMPLES }, (_, index) => (minutes * (index + 1)) / SAMPLES);
  const name = (figure, minute) => `${figure} at ${Number(minute.toFixed(1))} min`;
  return {
    title: `Memory over ${minutes} minutes of 500 requests a second`,
    runs: 1,
    agents: 'main',
    metrics: ['RSS', 'heap after GC'].flatMap(figure =>
      points.map(minute => ({ key: name(figure, minute), unit: 'MB', title: name(figure, minute) })),
    ),
    measure: context =>
      withServer('hello-pg.cjs', context, async server => {
        const load = await context.backend.openLoad({
          port: server.ready.port,
          paths: ['/hello/name'],
          connections: 10,
        });
        const startedMs = performance.now();
        const figures = {};
        try {
          for (const minute of points) {
            await runUntil(startedMs + minute * 60_000, load);
            const { rss } = await server.ask('figures');
            const { heapUsed } = await server.ask('gc');
            figures[name('RSS', minute)] = rss / 1e6;
            figures[name('heap after GC', minute)] = heapUsed / 1e6;
          }
          return figures;
        } finally {
          await load.close();
        }
      }),
  };
}

async function runUntil(endsMs, load) {
  while (performance.now() < endsMs) {
    const burstMs = performance.now();
    await load.run(REQUESTS_AT_ONCE);
    await load.rest();
    await delay(Math.max(0, BURST_EVERY_MS - (performance.now() - burstMs)));
  }
}
