/* dist/exit-helper.js: sends what a process left behind when it ended without an event loop. Reads its errand from stdin. */
import { readFileSync } from 'node:fs';
import { createLog } from '../../log';
import { describeConnectionError } from '../../pipeline/transports/network-errors';
import type { Batch } from '../../pipeline/types';
import { reportLost } from '../report-lost';
import { deliver } from './deliver';
import { HAS_REPORTED } from './exit-codes';
import { unpackErrand } from './packed-shipments';

// What ends the process it serves (a service manager, a closed terminal) is meant for that one; this one has its own limit.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

const { timeoutMs, logLevel, shipments } = unpackErrand(readFileSync(0));
const report = createLog(logLevel);
const deliveries = shipments.map(deliver);
let exitCode = 0;

function lose(left: Batch[], reason: string): void {
  exitCode = HAS_REPORTED;
  reportLost(report, left.splice(0), reason);
}

setTimeout(
  () => {
    for (const { left } of deliveries) lose(left, 'no answer in time');
    process.exit(exitCode);
  },
  timeoutMs - process.uptime() * 1000,
);
Promise.all(
  deliveries.map(({ left, done }, index) =>
    done.catch(error => lose(left, describeConnectionError(error, shipments[index]!.connection.url))),
  ),
).then(() => process.exit(exitCode));
