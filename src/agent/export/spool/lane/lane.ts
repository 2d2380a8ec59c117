import type { SpoolAccess } from '../../queue/queue-types';
import type { Batch, Kept } from '../../types';
import type { Evicted } from '../bound';
import { attempt, type Steps } from '../disk';
import { type ReadBatch, Reader } from '../reading/reader';
import type { SpoolFile, SpoolRecord } from '../spool-file';
import type { Store } from '../store';
import { type Entry, Writer } from '../writer';
import { LaneFiles } from './lane-files';
import { Loan } from './loan';

export interface LaneOptions {
  /** Destination and signal, as 16 hexadecimal digits. */
  readonly id: string;
  readonly store: Store;
  readonly queue: SpoolAccess;
  readonly maxAgeMs: number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Makes names of files unique. */
  readonly unique: () => string;
  /** Called when `work` has something to do. */
  readonly wake: () => void;
  readonly onFailure: (error: Error) => void;
  readonly onAside: (file: SpoolFile) => void;
}

/** A queue that delivers holds so many bytes from the disk at most; one whose receiver is away a single batch. */
const FEED_BYTES = 512 * 1024;
/** A file is written for this share of the longest age, so that its batches get too old together. */
const SHARE_OF_AGE = 1 / 24;

/**
 * Way of a queue's batches to the disk and back. A batch is in the care of the queue or of the lane, never of both:
 * what a lane has lent, or has a copy of, is the queue's until it gives it back.
 *
 *     take -> writer -> waits on disk -> reader -> lent to the queue -> delivered: marked as done
 *                           ^                            |
 *                           +------ memory full, or the process ends
 */
export class Lane {
  /** Items on disk, or on the way there, in the care of this lane. */
  items = 0;
  readonly counts = { written: 0, claimed: 0, delivered: 0 };
  /** True if files of other processes are to be looked for. */
  isSeeking = false;
  readonly #options: LaneOptions;
  readonly #files: LaneFiles;
  readonly #writer: Writer;
  readonly #reader: Reader;
  /** True if the disk has nothing for the queue, as far as is known. */
  #isDry = true;
  /** True at the end of the process, after which nothing leaves the queue any more. */
  #isFinishing = false;
  /** Batches that the disk did not take at the end of the process. */
  readonly #refused: Batch[] = [];

  constructor(options: LaneOptions) {
    this.#options = options;
    const { id, store, queue } = options;
    const files = new LaneFiles(store, options.onAside);
    this.#files = files;
    this.#writer = new Writer({
      ...options,
      lane: id,
      files,
      onWritten: items => {
        this.counts.written += items;
      },
      onFailure: (entries, error) => this.#lose(entries, error),
    });
    this.#reader = new Reader({
      lane: id,
      store,
      files,
      onClaimed: items => {
        this.items += items;
        this.counts.claimed += items;
        queue.came(items);
      },
      onDamage: items => {
        this.items -= items;
        queue.drop('spool_damaged', items);
      },
    });
  }

  get hasWork(): boolean {
    return this.#writer.hasWork || this.#files.hasMarks || this.canFeed();
  }

  /** True if nothing on disk is in this lane's care. */
  get isEmpty(): boolean {
    return this.#files.isEmpty && !this.#writer.hasWork;
  }

  /** True if the queue has room for a batch that may be on disk. */
  canFeed(): boolean {
    const { queue } = this.#options;
    if (this.#isDry && !this.isSeeking) return false;
    return queue.isAnswering() ? queue.heldBytes() < FEED_BYTES : queue.heldBytes() === 0;
  }

  /** Takes a batch into this lane's care; false if the disk cannot have it. `isBodyFree`: nothing else reads its body. */
  take(batch: Batch, isBodyFree: boolean, isLast: boolean): boolean {
    const { kept } = batch;
    if (kept?.giveBack()) return true;
    if (!isLast && !this.#writer.hasRoomFor(batch)) return false;
    this.items += batch.items;
    this.#add(batch, false, () => {
      kept?.done();
      if (isBodyFree && kept === undefined) batch.recycle?.();
    });
    return true;
  }

  /** Writes copies of batches that stay in the queue. */
  copy(batches: readonly Batch[]): void {
    for (const batch of batches) {
      if (batch.kept !== undefined || !this.#writer.hasRoomFor(batch)) continue;
      const entry = this.#add(batch, true, undefined);
      batch.kept = new Loan(
        () => this.#settleCopy(entry),
        () => this.#returnCopy(entry),
      );
    }
  }

  /** Marks, writes and reads batches that wait. */
  *work(): Steps<void> {
    yield* this.#files.mark();
    yield* this.#writer.write();
    while (this.canFeed()) yield* this.#feed();
  }

  /** Synchronises bytes written since the last time to the medium. */
  *sync(): Steps<void> {
    const fd = this.#files.open?.fd;
    if (fd !== undefined) yield* attempt('fdatasync', fd);
  }

  /** Closes a file that has been open for long. */
  *closeOld(): Steps<void> {
    const { open } = this.#files;
    const { nowMs, maxAgeMs } = this.#options;
    if (open !== undefined && nowMs() - open.createdMs > maxAgeMs * SHARE_OF_AGE) yield* this.#files.close();
  }

  /** Writes waiting batches, and gives all files to other threads. */
  *finish(): Steps<void> {
    this.#isFinishing = true;
    yield* this.#files.mark();
    yield* this.#writer.write(true);
    yield* this.#files.mark();
    this.forget();
    yield* this.#files.release();
  }

  /** Hands over batches that the disk did not take at the end of the process. */
  takeRefused(): readonly Batch[] {
    return this.#refused.splice(0);
  }

  /** Forgets files on disk: they belong to other threads from now on. */
  forget(): void {
    this.#reader.close();
    this.#isDry = true;
    this.isSeeking = false;
  }

  /** Others took the files of this thread: they saw no sign of its life. */
  abandon(): void {
    for (const file of this.#files.all) this.#files.drop(file);
    this.forget();
  }

  /** Counts a file that had to leave; false if it is none of this lane's. */
  evict({ path, name, items, why }: Evicted): boolean {
    const { id, queue } = this.#options;
    if (name.lane !== id) return false;
    const file = this.#files.find(path);
    if (file === undefined) {
      this.counts.claimed += items;
      queue.came(items);
    }
    const lost = file?.itemsThat('waits') ?? items;
    if (file !== undefined) {
      this.items -= lost;
      this.#files.drop(file);
    }
    queue.drop(why, lost);
    return true;
  }

  #add(batch: Batch, isCopy: boolean, onWritten: (() => void) | undefined): Entry {
    const endedMs = this.#options.nowMs();
    const entry: Entry = { batch, endedMs, isCopy, isDone: false, record: undefined, onWritten };
    this.#writer.add(entry);
    if (!isCopy) this.#isDry = false;
    this.#options.wake();
    return entry;
  }

  #settleCopy(entry: Entry): void {
    entry.isDone = true;
    if (entry.record !== undefined) this.#settle(entry.record);
  }

  #returnCopy(entry: Entry): boolean {
    if (entry.record !== undefined) {
      if (!this.#return(entry.record)) return false;
      this.counts.written += entry.record.items;
      return true;
    }
    entry.isCopy = false;
    this.#got(entry.batch.items);
    return true;
  }

  #settle(record: SpoolRecord): void {
    if (this.#files.settle(record)) this.#options.wake();
  }

  #return(record: SpoolRecord): boolean {
    if (record.state !== 'lent' || !this.#files.all.includes(record.file)) return false;
    record.file.giveBack(record);
    this.#got(record.items);
    return true;
  }

  #got(items: number): void {
    this.items += items;
    this.#isDry = false;
    this.#options.wake();
  }

  *#feed(): Steps<void> {
    const read = yield* this.#reader.next(this.isSeeking);
    if (read === undefined) {
      this.#isDry = true;
      this.isSeeking = false;
    } else if (this.#options.nowMs() - read.record.endedMs > this.#options.maxAgeMs) {
      this.items -= read.record.items;
      this.#options.queue.drop('spool_expired', read.record.items);
      read.free();
      this.#settle(read.record);
    } else this.#lend(read);
  }

  #lend({ record, body, free }: ReadBatch): void {
    const { queue } = this.#options;
    record.state = 'lent';
    this.items -= record.items;
    const kept: Kept = new Loan(
      (deliveredItems, isBodyFree) => {
        this.counts.delivered += deliveredItems;
        this.#settle(record);
        if (isBodyFree) free();
      },
      () => this.#return(record),
    );
    queue.adopt({ body, items: record.items, kept });
  }

  #lose(entries: readonly Entry[], error: Error): void {
    const { queue, onFailure } = this.#options;
    onFailure(error);
    for (const { batch, isCopy, onWritten } of entries) {
      if (isCopy) {
        batch.kept = undefined;
        continue;
      }
      this.items -= batch.items;
      if (this.#isFinishing) {
        this.#refused.push(batch);
        continue;
      }
      if (queue.takeBack(batch)) continue;
      onWritten?.();
      queue.drop('spool_failed', batch.items, error.message);
    }
  }
}
