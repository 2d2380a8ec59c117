import type { BackoffOptions } from './backoff';
import type { Clock } from './clock';
import type { DropReason } from './drops';
import type { Batch, Report, Signal, Transport } from './types';

export interface ExportQueueOptions {
  readonly signal: Signal;
  readonly transport: Transport;
  /** The receiver as messages name it, without credentials: "the Collector at http://localhost:4317". */
  readonly destination: string;
  readonly report: Report;
  /** Each try ends within this. */
  readonly timeoutMs: number;
  /**
   * Bound on everything held, batches in flight included: what the queue may cost in memory. Of the two bounds the one
   * that is reached first drops.
   */
  readonly maxBytes: number;
  /**
   * Bound on the items that wait (OTEL_BSP_MAX_QUEUE_SIZE). As in the SDK's batch processor those in flight do not count;
   * nor does the batch that is gathered meanwhile, which is smaller than one export batch.
   */
  readonly maxItems: number;
  /** Batches on the wire at once while the receiver answers; one while it does not. */
  readonly maxInFlight?: number;
  /** How long a batch is tried for. */
  readonly maxAgeMs?: number;
  readonly backoff?: BackoffOptions;
  readonly clock?: Clock;
  /** Called once when the receiver turns out not to have the signal: its producer can stop. */
  readonly onUnsupported?: () => void;
}

export interface QueueStats {
  readonly sentItems: number;
  readonly droppedItems: Readonly<Partial<Record<DropReason, number>>>;
  readonly queuedBytes: number;
  readonly queuedItems: number;
  readonly inFlight: number;
}

/** Batches that no receiver has acknowledged. Those in flight may arrive twice when they are sent again. */
export interface Unsent {
  readonly inFlight: readonly Batch[];
  readonly waiting: readonly Batch[];
}

/**
 * Encoded batches on their way out. Nothing here keeps the process alive: who wants to wait for `flush` or
 * `shutdown` at the end of a process holds a timer of its own.
 *
 *     push -> [waiting: oldest dropped when full] -> in flight -> sent
 *                        ^                              |-> permanent: dropped
 *                        '---- retryable, after a pause-'-> unsupported: signal switched off
 */
export interface ExportQueue {
  push(batch: Batch): void;
  /** Counts items that were lost before they came here. */
  drop(reason: DropReason, items: number, detail?: string): void;
  /** Tries everything now. True when all that was held has left; false when time is up or a try failed. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Ends retries, tries everything once more within the time, counts the rest as dropped and closes the transport. */
  shutdown(timeoutMs: number): Promise<boolean>;
  /** Hands over, at once, all that is not acknowledged; the queue forgets it. */
  takeUnsent(): Unsent;
  /** Is there anything that no receiver has acknowledged? */
  hasUnsent(): boolean;
  /** Did the receiver take the last batch, so that another one is a matter of milliseconds? */
  isWarm(): boolean;
  /** True from the moment when the receiver turned out not to have the signal. */
  isSwitchedOff(): boolean;
  stats(): QueueStats;
}
