import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { measureRound, withServer } from './web.mjs';

const CONNECTIONS = 10;
/** Number of requests that a fresh pod serves before V8 has compiled much. */
const FIRST = 500;
/** V8 has compiled most of it by then. */
const MOST = 8000;
/** Lives of the processes before: this agent keeps the code of its start from the first, that of requests from the second. */
const EARLIER_MS = [1000, 11_000];
/** As in `web`: names differ, the route does not. */
const PATHS = Array.from({ length: 16 }, (_, index) => `/hello/name-${index}`);

/**
 * A server's first requests, of a fresh process in each round, on a machine where the service has run before:
 * `prepare` lets this agent keep the code of requests. Differences between two processes are larger than in warm ones,
 * hence the many rounds. @returns {import('./index.mjs').Scenario}
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
    async prepare(context) {
      for (const livesMs of EARLIER_MS)
        await withServer(app, withOwnCode(context), async server => {
          await serveOnce(server.ready.port);
          await delay(livesMs);
        });
    },
    measure: ({ shorter = 1, ...context }) =>
      withServer(app, withOwnCode(context), async server => {
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

/** Keeps compiled code apart from that of scenarios that measure a bare start. */
function withOwnCode(context) {
  return { ...context, env: { OTEL_AGENT_CODE_CACHE: path.join(context.folder, 'code-of-requests') } };
}

/** Sends some requests by way of this process: the backend has one load at a time, and all agents are prepared at once. */
async function serveOnce(port) {
  for (let sent = 0; sent < FIRST; sent++) {
    const answer = await fetch(`http://127.0.0.1:${port}${PATHS[sent % PATHS.length]}`);
    if (!answer.ok) throw new Error(`bench: the server answered ${answer.status}`);
    await answer.arrayBuffer();
  }
}
