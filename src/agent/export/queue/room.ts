import type { Batch } from '../types';
import type { Held, HeldBatches } from './held-batches';

export interface RoomOptions {
  readonly held: HeldBatches;
  readonly maxBytes: number;
  readonly maxItems: number;
  /** Smaller limit for a process with little memory; asked once, when it may matter. */
  readonly memoryShare?: (() => number) | undefined;
  readonly onDropped: (oldest: Held) => void;
}

/**
 * Bytes in memory of a queue whose receiver is away, where a disk takes the rest. Until V8 looks for garbage, an outage
 * costs them twice: once for the bodies of the outage before.
 */
const BYTES_BESIDE_DISK = 1024 * 1024;

/** Moves the oldest batches to the disk, which `take` says yes to, for as long as memory holds more than it needs. */
export function moveToDisk(held: HeldBatches, take: (oldest: Held) => boolean): void {
  while (held.bytes > BYTES_BESIDE_DISK) {
    const { oldest } = held;
    if (oldest === undefined || !take(oldest)) return;
    held.dropOldest();
  }
}

/**
 * Bytes that any process can spare. Only beyond them the queue asks for the memory's size, which loads `node:v8` (2
 * ms).
 */
const UNQUESTIONED_BYTES = 2 * 1024 * 1024;

/**
 * Knows whether a queue has room for another batch, and makes it; false if it can have none. The oldest batch goes: when
 * the receiver is back, new data is worth more than old.
 */
export function createRoom({ held, maxBytes, maxItems, memoryShare, onDropped }: RoomOptions) {
  let share: number | undefined;

  function bound(bytes: number): number {
    if (memoryShare === undefined || bytes <= UNQUESTIONED_BYTES) return maxBytes;
    share ??= Math.max(UNQUESTIONED_BYTES, memoryShare());
    return Math.min(maxBytes, share);
  }

  function isFull({ body, items }: Batch): boolean {
    const { waitingItems } = held;
    const bytes = held.bytes + body.length;
    return bytes > bound(bytes) || (waitingItems > 0 && waitingItems + items > maxItems);
  }

  return {
    has: (batch: Batch): boolean => !isFull(batch),
    make(batch: Batch): boolean {
      if (batch.body.length > bound(batch.body.length)) return false;
      while (isFull(batch)) {
        const oldest = held.dropOldest();
        if (oldest === undefined) return false;
        onDropped(oldest);
      }
      return true;
    },
  };
}
