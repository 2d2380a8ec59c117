import type { Batch } from '../types';
import { attempt, call, type Steps } from './disk';
import { encodeHead, HEAD_BYTES } from './format/record';
import type { LaneFiles } from './lane/lane-files';
import { SpoolFile, type SpoolRecord } from './spool-file';
import type { Store } from './store';

/** Batch on its way to the disk. */
export interface Entry {
  readonly batch: Batch;
  /** Time at which it came, in milliseconds since 1970. */
  readonly endedMs: number;
  /** True while the queue has the batch, too. */
  isCopy: boolean;
  /** True if a copy was delivered or dropped before it was written. */
  isDone: boolean;
  /** Undefined until it is written. */
  record: SpoolRecord | undefined;
  /** Called when it is written. */
  readonly onWritten: (() => void) | undefined;
}

export interface WriterOptions {
  readonly lane: string;
  readonly store: Store;
  readonly files: LaneFiles;
  /** Makes names of files unique. */
  readonly unique: () => string;
  /** Called with the number of items that have left memory for the disk. */
  readonly onWritten: (items: number) => void;
  /** Called with batches that could not be written. */
  readonly onFailure: (entries: readonly Entry[], error: Error) => void;
}

/** Most records of a file: finding them is done at once, in the app's thread. */
const MAX_RECORDS = 2000;

/** Group of batches that is being written at the end of a file. */
interface Group {
  readonly file: SpoolFile;
  readonly parts: readonly Uint8Array[];
  readonly entries: readonly Entry[];
}

/** Bytes that may wait for the disk, in memory: a disk that is slower than this takes no more. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** Bytes of one write: their checksums are made at once, in the app's thread. */
const GROUP_BYTES = 512 * 1024;

/** Appends batches to the lane's open file. */
export class Writer {
  readonly #options: WriterOptions;
  #waiting: Entry[] = [];
  #waitingBytes = 0;
  #group: Group | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  get hasWork(): boolean {
    return this.#waiting.length > 0;
  }

  hasRoomFor({ body }: Batch): boolean {
    return this.#waitingBytes + body.length <= MAX_WAITING_BYTES;
  }

  add(entry: Entry): void {
    this.#waiting.push(entry);
    this.#waitingBytes += entry.batch.body.length;
  }

  /**
   * Writes waiting batches. Bytes of a group that was being written are written again, to their place. `isLast`: the
   * process ends.
   */
  *write(isLast = false): Steps<void> {
    try {
      if (this.#group !== undefined) yield* this.#append(this.#group);
      while (this.#skipDone()) {
        const file = yield* this.#openFile(isLast);
        const entries = this.#next(this.#options.store.fileBytes - file.bytes);
        this.#group = { file, parts: encode(entries, this.#options.lane), entries };
        yield* this.#append(this.#group);
      }
    } catch (error) {
      yield* this.#fail(error as Error);
    }
  }

  /** Leaves out copies that were delivered meanwhile; false if nothing else waits. */
  #skipDone(): boolean {
    while (this.#waiting[0]?.isDone) this.#shift();
    return this.#waiting.length > 0;
  }

  #shift(): Entry {
    const entry = this.#waiting.shift()!;
    this.#waitingBytes -= entry.batch.body.length;
    return entry;
  }

  /** Takes the next group: one batch, and more as long as they fit into the file. */
  #next(roomBytes: number): Entry[] {
    const entries: Entry[] = [];
    const maxBytes = Math.min(roomBytes, GROUP_BYTES);
    for (let bytes = 0; this.#skipDone(); ) {
      bytes += sizeOf(this.#waiting[0]!);
      if (entries.length > 0 && bytes > maxBytes) break;
      entries.push(this.#shift());
    }
    return entries;
  }

  *#openFile(isLast: boolean): Steps<SpoolFile> {
    const { lane, store, files, unique } = this.#options;
    const first = this.#waiting[0]!;
    if (files.open !== undefined) {
      if (files.open.bytes + sizeOf(first) <= store.fileBytes) return files.open;
      yield* files.close();
    }
    const file = new SpoolFile({ lane, createdMs: Math.floor(first.endedMs), unique: unique() });
    yield* store.create(file, sizeOf(first), isLast);
    files.open = file;
    return file;
  }

  *#append({ file, parts, entries }: Group): Steps<void> {
    const { files, store } = this.#options;
    const groupBytes = parts.reduce((sum, part) => sum + part.length, 0);
    const written = yield* call('writev', file.fd!, parts, file.bytes);
    if (written < groupBytes) throw new Error('no space left on device');
    this.#group = undefined;
    for (const entry of entries) {
      const { batch, endedMs, isDone } = entry;
      const bytes = batch.body.length;
      entry.record = file.add({ at: file.bytes, bytes, items: batch.items, endedMs, isDone: false });
      file.bytes += sizeOf(entry);
      if (entry.isCopy) entry.record.state = 'lent';
      else this.#options.onWritten(batch.items);
      if (isDone) files.settle(entry.record);
      entry.onWritten?.();
    }
    if (file.bytes >= store.fileBytes || file.count >= MAX_RECORDS) yield* files.close();
  }

  *#fail(error: Error): Steps<void> {
    const { files, onFailure } = this.#options;
    const entries = [...(this.#group?.entries ?? []), ...this.#waiting];
    this.#group = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
    onFailure(entries, error);
    if (files.open?.fd !== undefined) yield* attempt('ftruncate', files.open.fd, files.open.bytes);
    yield* files.close();
  }
}

/** Bytes of an entry's record. */
function sizeOf({ batch }: Entry): number {
  return HEAD_BYTES + batch.body.length;
}

function encode(entries: readonly Entry[], lane: string): Uint8Array[] {
  return entries.flatMap(({ batch, endedMs }) => {
    const { signal, body, items } = batch;
    return [encodeHead({ signal, lane, endedMs, items }, body), body];
  });
}
