import type { Clock } from '../clock';
import type { Batch, BegunLine, Report, Signal, Transport } from '../types';
import type { Splitter } from './batch-size';
import type { DropReason } from './drops';
import type { BackoffOptions } from './senders/backoff';

export interface ExportQueueOptions {
  readonly signal: Signal;
  readonly transport: Transport;
  /** Name of the receiver in messages, without credentials: "the Collector at http://localhost:4317". */
  readonly destination: string;
  readonly report: Report;
  /** Limit of each try. */
  readonly timeoutMs: number;
  /**
   * Limit on all held batches, those on the wire included: the queue's memory. The limit that is reached first drops.
   */
  readonly maxBytes: number;
  /** Bytes that this process can spare, if no limit is set. */
  readonly memoryShare?: (() => number) | undefined;
  /**
   * Limit on the items that wait, if it is set (OTEL_BSP_MAX_QUEUE_SIZE). As in the SDK's batch processor, items that
   * are being sent do not count; nor does the batch that is gathered meanwhile, which is smaller than an export batch.
   */
  readonly maxItems: number;
  /** Size beyond which batches are split first (OTEL_AGENT_MAX_BATCH_BYTES). */
  readonly maxBatchBytes?: number;
  readonly splitter?: Splitter;
  /** Most batches sent at once while the receiver answers; otherwise it is one. */
  readonly maxInFlight?: number;
  readonly backoff?: BackoffOptions;
  readonly clock?: Clock;
  /** Called with the number of held items whenever it changes. */
  readonly onHeld?: ((items: number) => void) | undefined;
  /** Joins the queue and the disk behind it. */
  readonly joinSpool?: ((queue: SpoolAccess) => QueueSpool) | undefined;
}

/** Items of a queue that have gone to the disk and come from it. They only grow. */
export interface SpoolCounts {
  /** Left memory for the disk. */
  readonly written: number;
  /** Found in files of processes that have gone. */
  readonly claimed: number;
  /** Read back, and acknowledged by the receiver. */
  readonly delivered: number;
}

/** Spool of all processes of a user, as plain values. */
export interface SpoolPlace {
  /** Path of the folder in which the user's own one is made. */
  readonly base: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** Disk behind a queue (src/agent/export/spool/). */
export interface QueueSpool {
  /** Takes a batch that memory cannot hold; false if the disk cannot either. `isBodyFree`: nothing else reads its body. */
  take(batch: Batch, isBodyFree: boolean): boolean;
  /** Takes a batch at the end of the process; `close` writes it. */
  keep(batch: Batch): boolean;
  /** Called when the queue may have room for what is on disk. */
  refill(): void;
  /** Writes at once what is left, and leaves it to the next process. Returns what the disk did not take. */
  close(): readonly Batch[];
  /** Items in its care. */
  readonly items: number;
  readonly counts: SpoolCounts;
  readonly place: SpoolPlace;
  isEmpty(): boolean;
  /**
   * Time for which the end of the process may wait for the receiver; 0 if it is away, infinity if the disk takes
   * nothing.
   */
  patienceMs(): number;
}

/** Queue, as the disk behind it sees it. */
export interface SpoolAccess {
  /** Counts items of other processes that are in this one's care from now on. */
  came(items: number): void;
  drop(reason: DropReason, items: number, detail?: string): void;
  /** Puts a batch from the disk into the queue. */
  adopt(batch: Omit<Batch, 'signal'>): void;
  /** Puts a batch that the disk could not keep into the queue again; false if there is no room. */
  takeBack(batch: Batch): boolean;
  /** Batches in memory, oldest first. */
  batches(): readonly Batch[];
  heldBytes(): number;
  isAnswering(): boolean;
}

/** `endedItems` = `sentItems` + all of `droppedItems` + `waitingItems`, at each moment. */
export interface QueueStats {
  readonly endedItems: number;
  /** Acknowledged by the receiver. */
  readonly sentItems: number;
  readonly droppedItems: Readonly<Partial<Record<DropReason, number>>>;
  /**
   * Neither sent nor dropped: gathered, queued, on the wire, on disk, or handed over for delivery at the end of the
   * process.
   */
  readonly waitingItems: number;
  /** Part of them that is on disk. */
  readonly spooledItems: number;
  readonly queuedBytes: number;
  /** Items in the queue that are not being sent yet. */
  readonly queuedItems: number;
  /** Batches that are being sent. */
  readonly inFlight: number;
}

/** Batches that no receiver has acknowledged. */
export interface Unsent {
  /** Batches whose request may have left, so that they may arrive twice when they are sent again. */
  readonly inFlight: readonly Batch[];
  readonly waiting: readonly Batch[];
  /** Reason why the last try failed; undefined if none failed. */
  readonly failure?: string | undefined;
  readonly begun?: BegunLine | undefined;
}

/**
 * Sends encoded batches. It does not keep the process alive: a caller that wants to wait for `flush` or `shutdown` at
 * the end of a process holds its own timer.
 *
 *     push -> [waiting: oldest dropped when full] -> senders/ -> acknowledged, or lost and counted
 */
export interface ExportQueue {
  push(batch: Batch): void;
  /** Counts items that were lost before they came here. */
  drop(reason: DropReason, items: number, detail?: string): void;
  /**
   * Tries everything now. Resolves to true when all that was held has left, to false when time is up or a try failed.
   */
  flush(timeoutMs: number): Promise<boolean>;
  /** Ends retries, tries everything once more within the time, counts the rest as dropped and closes the transport. */
  shutdown(timeoutMs: number): Promise<boolean>;
  /** Hands over at once, and forgets, all that is not acknowledged. */
  takeUnsent(): Unsent;
  /**
   * Stops reports of failed tries as "will try again" while the process ends: the code that ends it reports the losses.
   */
  setEnding(isEnding: boolean): void;
  /** Reports dropped items that have not been reported yet: the process ends. */
  tellDrops(): void;
  /** True if a receiver has not acknowledged everything. */
  hasUnsent(): boolean;
  /** True if a reply is about to come, or the receiver took the last batch: then another takes milliseconds. */
  isWarm(): boolean;
  /** True if the receiver has shown that it lacks the signal. It is asked again after a while. */
  isSwitchedOff(): boolean;
  stats(): QueueStats;
  /** Reason why the last try failed that did; undefined if none has failed. */
  failure(): string | undefined;
  readonly spool: PipelineSpool | undefined;
}

/** Disk behind a pipeline, at the end of the process. */
export type PipelineSpool = Omit<QueueSpool, 'take' | 'refill'>;
