import { type Clock, systemClock } from './clock';
import { detached } from './detached';
import type { ExportQueue, QueueStats, Unsent } from './queue';
import type { Encoder, Stage } from './types';

export interface BatcherOptions<Item> {
  /** In order; each may change an item or drop it knowingly. */
  readonly stages?: readonly Stage<Item>[];
  readonly encoder: Encoder<Item>;
  readonly queue: ExportQueue;
  /** OTEL_BSP_MAX_EXPORT_BATCH_SIZE, OTEL_BLRP_MAX_EXPORT_BATCH_SIZE. */
  readonly maxBatchItems: number;
  /** A batch leaves sooner when it is this large; a Collector's gRPC receiver takes 4 MiB by default. */
  readonly maxBatchBytes?: number;
  /** OTEL_BSP_SCHEDULE_DELAY, OTEL_BLRP_SCHEDULE_DELAY: the longest that an item waits for others. */
  readonly scheduleDelayMs: number;
  readonly clock?: Clock;
}

/** From finished items to the export queue. */
export interface Batcher<Item> {
  /** Never throws: an item that cannot be encoded is counted as dropped. */
  add(item: Item): void;
  /** From now on items are not even encoded: the receiver does not take them. */
  stop(): void;
  flush(timeoutMs: number): Promise<boolean>;
  shutdown(timeoutMs: number): Promise<boolean>;
  takeUnsent(): Unsent;
  /** Is there anything that no receiver has acknowledged, gathered items included? */
  hasUnsent(): boolean;
  isWarm(): boolean;
  stats(): QueueStats;
}

const DEFAULT_MAX_BATCH_BYTES = 1024 * 1024;

export function createBatcher<Item>(options: BatcherOptions<Item>): Batcher<Item> {
  const { encoder, queue, maxBatchItems, scheduleDelayMs } = options;
  const stages = options.stages ?? [];
  const clock = options.clock ?? systemClock;
  const maxBatchBytes = options.maxBatchBytes ?? DEFAULT_MAX_BATCH_BYTES;
  let isArmed = false;
  let isStopped = false;

  function add(item: Item): void {
    if (isStopped) {
      queue.drop('unsupported', 1);
      return;
    }
    try {
      let staged: Item | undefined = item;
      for (const stage of stages) {
        staged = stage(staged);
        if (staged === undefined) return;
      }
      encoder.add(staged);
      if (encoder.items >= maxBatchItems || encoder.bytes >= maxBatchBytes) handOver();
      else if (!isArmed) arm();
    } catch (error) {
      // The boundary with the host, which is in the middle of ending a span: a getter of its own may have thrown.
      queue.drop('not_encodable', 1, String(error));
    }
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

  function handOver(): void {
    const batch = encoder.take();
    if (batch !== undefined) queue.push(batch);
  }

  return {
    add,
    stop() {
      isStopped = true;
    },
    flush(timeoutMs) {
      handOver();
      return queue.flush(timeoutMs);
    },
    shutdown(timeoutMs) {
      handOver();
      return queue.shutdown(timeoutMs);
    },
    takeUnsent() {
      const gathered = encoder.take();
      const { inFlight, waiting } = queue.takeUnsent();
      return { inFlight, waiting: gathered === undefined ? waiting : [...waiting, gathered] };
    },
    hasUnsent: () => encoder.items > 0 || queue.hasUnsent(),
    isWarm: queue.isWarm,
    stats: queue.stats,
  };
}
