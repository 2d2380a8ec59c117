import type { Destination } from '../../../shared/otlp/destination';
import type { Batch } from '../types';
import { deniedNetwork } from './denied-network';
import { createDirectSender } from './direct/direct-sender';
import { type Helper, startHelper } from './helper/start-helper';
import type { Losses } from './losses';
import { createRemainder } from './remainder';
import type { Shipment, Spooled } from './shipment';
import { throughProxy } from './through-proxy';
import type { Unsettled } from './unsettled';
import { OUT_OF_TIME, writeFully } from './when-ready';

/** A helper that is waited for gets so long at least, even if other receivers have used up the patience. */
const LEAST_HELPER_MS = 100;

/** Sends batches from here, and leaves to a helper those that cannot be sent without an event loop. */
export interface Delivery {
  send(unsettled: Unsettled): void;
  /** True if time is left and the receiver has not shown that it takes nothing now. */
  isWorthwhile(destination: Destination | undefined): boolean;
  /**
   * Leaves to the helper the batches that could not be sent from here. Those on disk it sends until `lastMs`. Tells the
   * spools from which it does.
   */
  end(helper: Helper, lastMs: number): (spooled: Spooled | undefined) => boolean;
}

/** Counts what is lost on the way in `losses`. `deadlineMs`: of `process.uptime()`, in milliseconds. */
export function createDelivery(losses: Losses, deadlineMs: number): Delivery {
  const sender = createDirectSender(deadlineMs);
  const forHelper: Shipment[] = [];
  const fromDisk = new Map<Spooled, Shipment>();
  const away = new Set<string>();
  const isInTime = () => process.uptime() * 1000 < deadlineMs;
  return {
    send({ destination, batches, keep, spooled, isAway, failure }) {
      if (destination === undefined) return write(batches, losses, deadlineMs);
      const remainder = createRemainder(batches, losses, keep);
      if (isAway || !isInTime())
        return remainder.giveUp(
          failure ?? sender.refusalOf(destination) ?? OUT_OF_TIME + throughProxy(destination),
        );
      if (!sender.send(destination, remainder)) {
        if (keep === undefined) forHelper.push({ destination, batches });
        else {
          remainder.giveUp(OUT_OF_TIME);
          if (spooled !== undefined) fromDisk.set(spooled, { destination, batches: [], spooled });
          return;
        }
      }
      if (remainder.isAway) away.add(destination.authority);
    },
    isWorthwhile: destination => isInTime() && !away.has(destination?.authority ?? ''),
    end(helper, lastMs) {
      sender.close();
      // The helper would be refused the network as well, whatever Node says of starting it.
      const start = (shipments: Shipment[], ...limits: [number, number?]) =>
        deniedNetwork() ?? startHelper(helper, shipments, ...limits);
      if (forHelper.length > 0) {
        const refusal = start(forHelper, deadlineMs);
        if (refusal !== undefined) for (const { batches } of forHelper) lose(batches, losses, refusal);
      }
      if (fromDisk.size === 0) return () => false;
      const patienceMs = Math.max(LEAST_HELPER_MS, Math.ceil(deadlineMs - process.uptime() * 1000));
      const refusal = start([...fromDisk.values()], lastMs, patienceMs);
      return spooled => refusal === undefined && spooled !== undefined && fromDisk.has(spooled);
    },
  };
}

function lose(batches: readonly Batch[], losses: Losses, reason: string): void {
  for (const { signal, items } of batches) losses.add(signal, items, reason);
}

/** Writes batches to stdout, each with a line break at its end, as the console exporter does. */
function write(batches: readonly Batch[], losses: Losses, deadlineMs: number): void {
  try {
    for (const { body } of batches) {
      const bytes = body[body.length - 1] === 0x0a ? body : Buffer.concat([body, Buffer.from('\n')]);
      writeFully(1, bytes, deadlineMs);
    }
  } catch (error) {
    lose(batches, losses, (error as Error).message);
  }
}
