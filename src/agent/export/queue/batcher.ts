import { type Clock, systemClock } from '../clock';
import { detached } from '../detached';
import type { Scope } from '../scope';
import type { Encoder, Stage } from '../types';
import type { DropReason } from './drops';
import type { ExportQueue, PipelineSpool, QueueStats, Unsent } from './queue';

export interface BatcherOptions<Item> {
  /** Called for each item. */
  readonly onItem?: () => void;
  /** Steps in order; each may change an item or drop it knowingly. */
  readonly stages?: readonly Stage<Item>[];
  readonly encoder: Encoder<Item>;
  readonly queue: ExportQueue;
  /** OTEL_BSP_MAX_EXPORT_BATCH_SIZE, OTEL_BLRP_MAX_EXPORT_BATCH_SIZE. */
  readonly maxBatchItems: number;
  /** A batch leaves when it is nearly this large. */
  readonly maxBatchBytes?: number;
  /** OTEL_BSP_SCHEDULE_DELAY, OTEL_BLRP_SCHEDULE_DELAY: the longest time that an item waits for others. */
  readonly scheduleDelayMs: number;
  /** Number of items that are encoded in a row; 1 by default. */
  readonly inARow?: number;
  readonly clock?: Clock;
}

/** Gathers finished items to batches for the export queue. */
export interface Batcher<Item> {
  /** Adds an item. Never throws: an item that cannot be encoded counts as dropped. */
  add(item: Item): void;
  /** Encodes an item that may be thrown away; the bytes are valid until the next call. Undefined if a step leaves it out. */
  encode(item: Item): Uint8Array | undefined;
  /** Adds an item that was encoded before. */
  addEncoded(scope: Scope, bytes: Uint8Array): void;
  /** Counts items that were lost before they came here. */
  drop(reason: DropReason, items: number): void;
  flush(timeoutMs: number): Promise<boolean>;
  shutdown(timeoutMs: number): Promise<boolean>;
  takeUnsent(): Unsent;
  setEnding(isEnding: boolean): void;
  tellDrops(): void;
  /** True if a receiver has not acknowledged everything, gathered items included. */
  hasUnsent(): boolean;
  isWarm(): boolean;
  stats(): QueueStats;
  readonly spool: PipelineSpool | undefined;
}

const DEFAULT_MAX_BATCH_BYTES = 1024 * 1024;
/**
 * Share of the limit at which a batch leaves: resource and scopes come on top, and its last item may be large. A batch
 * beyond the limit would have to be split.
 */
export const FULL = 7 / 8;

export function createBatcher<Item>(options: BatcherOptions<Item>): Batcher<Item> {
  const { encoder, queue, maxBatchItems, scheduleDelayMs } = options;
  const stages = options.stages ?? [];
  const clock = options.clock ?? systemClock;
  /** Never more than a batch, which leaves as soon as it is full. */
  const inARow = Math.min(options.inARow ?? 1, maxBatchItems);
  const fullBytes = (options.maxBatchBytes ?? DEFAULT_MAX_BATCH_BYTES) * FULL;
  /** Items that are not encoded yet, from `next` on. */
  const row: Item[] = [];
  let next = 0;
  let isArmed = false;
  let isPushing = false;
  /** Items that were gathered and handed over without having been in the queue. */
  let takenItems = 0;

  function staged(item: Item): Item | undefined {
    let result: Item | undefined = item;
    // By index: `for…of` is several times the code, which V8 interprets first.
    for (let i = 0; i < stages.length && result !== undefined; i++) result = stages[i]!(result);
    return result;
  }

  function add(item: Item): void {
    options.onItem?.();
    // Do not encode: the receiver does not take this signal.
    if (queue.isSwitchedOff()) {
      queue.drop('unsupported', 1);
      return;
    }
    try {
      const result = staged(item);
      if (result === undefined) return;
      row.push(result);
    } catch (error) {
      queue.drop('not_encodable', 1, String(error));
      return;
    }
    if (row.length >= inARow && next === 0) encodeRow();
    if (!isArmed && hasGathered()) arm();
  }

  /** Encodes what is in the row. An item's own getter may end further spans meanwhile, or the process. */
  function encodeRow(): void {
    while (next < row.length) {
      const item = row[next++]!;
      try {
        encoder.add(item);
        pushIfFull();
      } catch (error) {
        // Boundary with the host: a getter of its own may have thrown.
        queue.drop('not_encodable', 1, String(error));
      }
    }
    row.length = 0;
    next = 0;
  }

  function hasGathered(): boolean {
    return next < row.length || encoder.items > 0;
  }

  function encode(item: Item): Uint8Array | undefined {
    try {
      const result = staged(item);
      return result && encoder.encode(result);
    } catch (error) {
      queue.drop('not_encodable', 1, String(error));
      return undefined;
    }
  }

  function pushIfFull(): void {
    if (encoder.items < maxBatchItems && encoder.bytes < fullBytes) return;
    if (encoder.canWait !== true) pushBatch();
    else if (!isPushing) pushSoon();
  }

  function pushSoon(): void {
    isPushing = true;
    detached(() =>
      clock.after(0, () => {
        isPushing = false;
        pushBatch();
      }),
    );
  }

  function arm(): void {
    isArmed = true;
    detached(() =>
      clock.after(scheduleDelayMs, () => {
        isArmed = false;
        handOver();
      }),
    );
  }

  /** Hands over all that is gathered. */
  function handOver(isFlush = false): void {
    encodeRow();
    pushBatch(isFlush);
  }

  function pushBatch(isFlush = false): void {
    const batch = encoder.take(isFlush);
    if (batch !== undefined) queue.push(batch);
  }

  return {
    add,
    encode,
    addEncoded(scope, bytes) {
      options.onItem?.();
      if (queue.isSwitchedOff()) return queue.drop('unsupported', 1);
      encodeRow();
      encoder.addEncoded(scope, bytes);
      pushIfFull();
      if (!isArmed && hasGathered()) arm();
    },
    drop: queue.drop,
    flush(timeoutMs) {
      handOver(true);
      return queue.flush(timeoutMs);
    },
    shutdown(timeoutMs) {
      handOver(true);
      return queue.shutdown(timeoutMs);
    },
    takeUnsent() {
      encodeRow();
      const gathered = encoder.take();
      if (gathered !== undefined) takenItems += gathered.items;
      const unsent = queue.takeUnsent();
      return gathered === undefined ? unsent : { ...unsent, waiting: [...unsent.waiting, gathered] };
    },
    setEnding: queue.setEnding,
    tellDrops: queue.tellDrops,
    hasUnsent: () => hasGathered() || queue.hasUnsent(),
    isWarm: queue.isWarm,
    spool: queue.spool,
    stats() {
      const stats = queue.stats();
      const items = row.length - next + encoder.items + takenItems;
      return {
        ...stats,
        endedItems: stats.endedItems + items,
        waitingItems: stats.waitingItems + items,
      };
    },
  };
}
