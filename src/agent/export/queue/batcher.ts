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
  const fullBytes = (options.maxBatchBytes ?? DEFAULT_MAX_BATCH_BYTES) * FULL;
  let isArmed = false;
  let isHandingOver = false;
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
      encoder.add(result);
      added();
    } catch (error) {
      // This is the boundary with the host, which is ending a span: a getter of its own may have thrown.
      queue.drop('not_encodable', 1, String(error));
    }
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

  function added(): void {
    if (encoder.items < maxBatchItems && encoder.bytes < fullBytes) {
      if (!isArmed) arm();
    } else if (encoder.canWait !== true) handOver();
    else if (!isHandingOver) handOverSoon();
  }

  function handOverSoon(): void {
    isHandingOver = true;
    detached(() =>
      clock.after(0, () => {
        isHandingOver = false;
        handOver();
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

  function handOver(isFlush = false): void {
    const batch = encoder.take(isFlush);
    if (batch !== undefined) queue.push(batch);
  }

  return {
    add,
    encode,
    addEncoded(scope, bytes) {
      options.onItem?.();
      if (queue.isSwitchedOff()) return queue.drop('unsupported', 1);
      encoder.addEncoded(scope, bytes);
      added();
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
      const gathered = encoder.take();
      if (gathered !== undefined) takenItems += gathered.items;
      const unsent = queue.takeUnsent();
      return gathered === undefined ? unsent : { ...unsent, waiting: [...unsent.waiting, gathered] };
    },
    setEnding: queue.setEnding,
    tellDrops: queue.tellDrops,
    hasUnsent: () => encoder.items > 0 || queue.hasUnsent(),
    isWarm: queue.isWarm,
    spool: queue.spool,
    stats() {
      const stats = queue.stats();
      const items = encoder.items + takenItems;
      return {
        ...stats,
        endedItems: stats.endedItems + items,
        waitingItems: stats.waitingItems + items,
      };
    },
  };
}
