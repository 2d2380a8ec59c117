/*
 * dist/exit-helper.js: sends the batches of a process that ended without an event loop. Its errand comes through stdin.
 */
import { createLog } from '../../../../shared/log';
import { createLosses, KEPT } from '../losses';
import { deliver } from './deliver';
import { deliverSpooled } from './deliver-spooled';
import { HAS_REPORTED } from './exit-codes';
import { unpackErrand } from './packed-shipments';

/** Runs the errand that start-helper.ts has packed, and ends this process. */
export function runErrand(packed: Buffer): void {
  // Ignore signals: they are meant for the process that it serves (from a service manager, a closed terminal). The
  // helper has its own time limit.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

  const { workMs, waitMs = Number.POSITIVE_INFINITY, logLevel, shipments } = unpackErrand(packed);
  const nowMs = process.uptime() * 1000;
  const deadlineMs = Math.min(nowMs + workMs, waitMs);
  const losses = createLosses();
  const kept = createLosses(KEPT);
  const deliveries = shipments.map(shipment =>
    shipment.spooled === undefined
      ? deliver(shipment, deadlineMs, losses)
      : deliverSpooled(shipment.destination, shipment.spooled, deadlineMs, { losses, kept }),
  );

  function end(): void {
    const exitCode = losses.isEmpty ? 0 : HAS_REPORTED;
    const log = createLog(logLevel);
    losses.tell(log);
    kept.tell(log, 'info');
    process.exit(exitCode);
  }
  function endLate(): void {
    for (const { giveUp } of deliveries) giveUp();
    end();
  }
  setTimeout(endLate, deadlineMs - nowMs);
  void Promise.all(deliveries.map(({ done }) => done)).then(end);
}
