import type { Destination } from '../../../../shared/otlp/destination';
import { runNow } from '../../spool/disk';
import { LaneFiles } from '../../spool/lane/lane-files';
import { laneId } from '../../spool/lane/lane-id';
import { type ReadBatch, Reader } from '../../spool/reading/reader';
import type { SpoolRecord } from '../../spool/spool-file';
import { Store } from '../../spool/store';
import type { SendResult } from '../../types';
import type { Losses } from '../losses';
import type { Spooled } from '../shipment';
import { throughProxy } from '../through-proxy';
import { OUT_OF_TIME } from '../when-ready';
import { connect, type Delivery } from './deliver';

/** Fate of items that were not delivered. */
export interface Fates {
  readonly losses: Losses;
  /** On disk, for the next process. */
  readonly kept: Losses;
}

/**
 * Sends the batches of a spool to their receiver until `deadlineMs` (of `process.uptime`), as the next process would: it
 * claims their files, so that no other process sends them meanwhile, and leaves to others what it could not send. This
 * process does nothing else, so that it waits for the disk.
 */
export function deliverSpooled(
  destination: Destination,
  spooled: Spooled,
  deadlineMs: number,
  { losses, kept }: Fates,
): Delivery {
  const { signal } = spooled;
  const lane = laneId(signal, destination);
  const lose = (items: number, reason: string) => losses.add(signal, items, reason);
  // Nothing is written but marks, so that no room is made; strange files are told by the processes of the app.
  const store = new Store({ ...spooled, nowMs: Date.now, onEvicted() {}, onStranger() {} });
  const files = new LaneFiles(store, ({ path, lostItems }) =>
    lose(lostItems, `a file of the spool is damaged; it is set aside: ${path}`),
  );
  const reader = new Reader({ lane, store, files, onClaimed() {}, onDamage() {} });
  let isOver = false;

  async function sendAll(): Promise<void> {
    const transport = connect(destination);
    for (let next = read(); next !== undefined; next = read()) {
      const { record, body, free } = next;
      const batch = { signal, body, items: record.items };
      const result = await transport.send(batch, Math.ceil(deadlineMs - process.uptime() * 1000));
      if (isOver) return;
      if (result.kind === 'sent' && result.isBodyFree) free();
      const reason = settle(record, result);
      if (reason !== undefined) return leave(reason);
    }
    leave('they are too large or too old');
  }

  /** Returns the oldest batch. The next process counts those that are too old. */
  function read(): ReadBatch | undefined {
    for (;;) {
      const next = runNow(reader.next(true));
      if (next === undefined) return undefined;
      // Read once only: until it is settled it stays on disk.
      next.record.state = 'lent';
      if (Date.now() - next.record.endedMs <= spooled.maxAgeMs) return next;
    }
  }

  /** Returns the reason if the receiver takes nothing more. */
  function settle(record: SpoolRecord, result: SendResult): string | undefined {
    // Its code to split batches is with the next process.
    if (result.kind === 'tooLarge') return undefined;
    if (result.kind === 'permanent') lose(record.items, result.reason);
    else if (result.kind !== 'sent') return result.reason;
    else if (result.rejectedItems)
      lose(
        Math.min(result.rejectedItems, record.items),
        ['the receiver refused them', result.message].filter(Boolean).join(': '),
      );
    files.settle(record);
    runNow(files.mark());
    return undefined;
  }

  /** Gives the files to other processes, and tells the number of items on disk. */
  function leave(reason: string): void {
    if (isOver) return;
    isOver = true;
    runNow(files.release());
    runNow(store.folders.leave());
    const items = runNow(store.freeItems(lane));
    if (items > 0) kept.add(signal, items, reason);
  }

  return {
    done: sendAll().catch(error => leave(String(error))),
    giveUp: () => leave(OUT_OF_TIME + throughProxy(destination)),
  };
}
