import { setTimeout as sleep } from 'node:timers/promises';
import type { SpanStore } from '../../viewer/receiver/store/span-store';
import { driveLoad } from './drive-load';

const REQUESTS = 40;
const POLL_MS = 50;
/** Silence after which all spans have arrived: services send several times a second. */
const QUIET_MS = 1000;
const MAX_WAIT_MS = 5000;

/**
 * Makes the first requests to the shop and forgets their spans. These are slow since services load their code and connect
 * to the database, which is not the demo's subject.
 */
export async function warmUp(shopUrl: string, spans: SpanStore, broken: Promise<unknown>): Promise<void> {
  const load = driveLoad(shopUrl);
  let isBroken = false;
  broken.then(() => {
    isBroken = true;
  });
  while (load.counts.requests < REQUESTS && !isBroken) await sleep(POLL_MS);
  await load.stop();
  let version = -1;
  for (let quietMs = 0, waitedMs = 0; quietMs < QUIET_MS && waitedMs < MAX_WAIT_MS; waitedMs += POLL_MS) {
    quietMs = spans.version === version ? quietMs + POLL_MS : 0;
    version = spans.version;
    await sleep(POLL_MS);
  }
  spans.clear();
}
