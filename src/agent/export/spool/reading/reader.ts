import type { Steps } from '../disk';
import { type FoundRecords, findRecords } from '../format/find-records';
import { bodyOf, type FoundRecord, HEAD_BYTES, headAt } from '../format/record';
import type { LaneFiles } from '../lane/lane-files';
import { SpoolFile, type SpoolRecord } from '../spool-file';
import type { Store } from '../store';
import { BodyMemory } from './body-memory';
import { opened, readInto, sourceOf } from './read-file';

export interface ReaderOptions {
  readonly lane: string;
  readonly store: Store;
  readonly files: LaneFiles;
  /** Called with the number of items in a file that this thread has claimed. */
  readonly onClaimed: (items: number) => void;
  /** Called when records cannot be read as they were written, with the number of their items, as far as it is known. */
  readonly onDamage: (items: number) => void;
}

/** Batch read from the disk. */
export interface ReadBatch {
  readonly record: SpoolRecord;
  readonly body: Buffer;
  /** Called when nothing reads the body any more. */
  readonly free: () => void;
}

/** Reads batches in the order of their age: of this thread's own files, then of files that are free. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #memory = new BodyMemory();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** Forgets unused memory. */
  close(): void {
    this.#memory.drop();
  }

  /** Returns the next batch that waits; undefined if there is none. `mayClaim`: files of others may be looked for. */
  *next(mayClaim: boolean): Steps<ReadBatch | undefined> {
    const { files } = this.#options;
    for (;;) {
      const file = files.oldestWaiting() ?? (yield* this.#closeOrClaim(mayClaim));
      if (file === undefined) return undefined;
      const record = file.nextWaiting();
      if (record === undefined) continue;
      const memory = this.#memory.take(HEAD_BYTES + record.bytes);
      const body = yield* readBody(record, memory);
      if (body !== undefined) return { record, body, free: () => this.#memory.giveBack(memory) };
      this.#memory.giveBack(memory);
      this.#damaged(file, record.items, record);
      if (file.isDone) yield* files.remove(file);
    }
  }

  #damaged(file: SpoolFile, items: number, record: SpoolRecord | undefined): void {
    file.isDamaged = true;
    file.lostItems += items;
    if (record !== undefined) this.#options.files.settle(record);
    this.#options.onDamage(items);
  }

  /** Closes the file that is being written if batches wait in it, or else claims one of others. */
  *#closeOrClaim(mayClaim: boolean): Steps<SpoolFile | undefined> {
    const { files } = this.#options;
    const { open } = files;
    if (open?.nextWaiting() === undefined) return mayClaim ? yield* this.#claim() : undefined;
    yield* files.close();
    return open;
  }

  *#claim(): Steps<SpoolFile | undefined> {
    const { lane, store, files, onClaimed } = this.#options;
    for (;;) {
      const claimed = yield* store.claim(lane);
      if (claimed === undefined) return undefined;
      const file = new SpoolFile(claimed.name);
      file.path = claimed.path;
      files.addClosed(file);
      const { bytes, records, ending } = yield* recordsOf(file);
      file.bytes = bytes;
      const own = records.filter(record => record.lane === lane);
      for (const record of own) file.add(record);
      // Its name tells how many there were when it was closed; a file that was never closed may end anywhere.
      // No name makes more than a file can hold: the file may be cut, so that its own size says too little.
      const told = Math.max(0, (claimed.name.closed?.items ?? 0) - sumOf(records));
      const room = Math.max(store.fileBytes, bytes) - bytesOf(records);
      const missing = Math.min(told, Math.max(0, Math.floor(room / LEAST_ITEM_BYTES)));
      file.isLossGuessed = missing > 0;
      onClaimed(file.itemsThat('waits') + missing);
      if (ending === 'damaged' || told > 0) this.#damaged(file, missing, undefined);
      if (!file.isDone) return file;
      yield* files.remove(file);
    }
  }
}

/** Smaller than any span, data point or log record that is encoded. */
const LEAST_ITEM_BYTES = 8;

function bytesOf(records: readonly FoundRecord[]): number {
  return records.reduce((sum, { bytes }) => sum + HEAD_BYTES + bytes, 0);
}

function sumOf(records: readonly FoundRecord[]): number {
  return records.reduce((sum, { items }) => sum + items, 0);
}

/** Reads a batch; undefined if it is not as it was written, or its file is gone or cannot be read. */
function* readBody({ file, at, bytes }: SpoolRecord, memory: Buffer): Steps<Buffer | undefined> {
  try {
    yield* readInto(yield* opened(file), memory, at);
  } catch {
    return undefined;
  }
  const head = headAt(memory, 0);
  return head?.bytes === bytes ? bodyOf(memory, head) : undefined;
}

/** Finds the records of a claimed file, and its size; none if it is gone or cannot be read. */
function* recordsOf(file: SpoolFile): Steps<FoundRecords & { bytes: number }> {
  try {
    const source = yield* sourceOf(yield* opened(file));
    return { bytes: source.size, ...(yield* findRecords(source)) };
  } catch {
    return { bytes: 0, records: [], ending: 'whole' };
  }
}
