import type { Drops } from './drops';
import type { HeldBatches } from './held-batches';
import type { QueueSpool, QueueStats } from './queue-types';

/** Counts the items of a queue: arrived, acknowledged, and handed over at the end of the process. */
export class Ledger {
  readonly #held: HeldBatches;
  readonly #drops: Drops;
  #ended = 0;
  #handedOver = 0;
  sentItems = 0;
  spool: QueueSpool | undefined;

  constructor(held: HeldBatches, drops: Drops) {
    this.#held = held;
    this.#drops = drops;
  }

  came(items: number): void {
    this.#ended += items;
  }

  /** Notes items whose batches are taken away, or come back. */
  handOver(items: number): void {
    this.#handedOver += items;
  }

  stats(): QueueStats {
    const held = this.#held;
    const spooledItems = this.spool?.items ?? 0;
    return {
      endedItems: this.#ended,
      sentItems: this.sentItems,
      droppedItems: { ...this.#drops.counts },
      waitingItems: held.items + this.#handedOver + spooledItems,
      spooledItems,
      queuedBytes: held.bytes,
      queuedItems: held.waitingItems,
      inFlight: held.trying,
    };
  }
}
