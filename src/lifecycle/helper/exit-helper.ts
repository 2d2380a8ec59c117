/* dist/exit-helper.js: sends what a process left behind when it ended without an event loop. Reads its errand from stdin. */
import { readFileSync } from 'node:fs';
import { deliver } from './deliver';
import { unpackErrand } from './packed-shipments';

// What ends the process it serves (a service manager, a closed terminal) is meant for that one; this one has its own limit.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

const { timeoutMs, shipments } = unpackErrand(readFileSync(0));
setTimeout(() => process.exit(1), timeoutMs);
Promise.all(shipments.map(deliver)).then(
  () => process.exit(0),
  () => process.exit(1),
);
