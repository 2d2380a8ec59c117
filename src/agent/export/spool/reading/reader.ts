import type { Steps } from '../disk';
import { bodyOf, type FoundRecord, findRecords, HEAD_BYTES } from '../format/record';
import { type LaneFiles, openAndRead } from '../lane/lane-files';
import { SpoolFile, type SpoolRecord } from '../spool-file';
import type { Store } from '../store';
import { type FileContent, FileMemory } from './file-memory';

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

/** File with its content, as long as its batches are being read. */
interface Source {
  readonly file: SpoolFile;
  readonly content: FileContent;
  readonly found: ReadonlyMap<number, FoundRecord>;
}

const EMPTY: FileContent = { bytes: Buffer.alloc(0), lend: () => () => {}, leave() {} };

/** Reads batches in the order of their age: of this thread's own files, then of files that are free. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #memory = new FileMemory();
  #source: Source | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** Forgets a file's content. */
  close(): void {
    this.#source = undefined;
    this.#memory.drop();
  }

  /** Returns the next batch that waits; undefined if there is none. `mayClaim`: files of others may be looked for. */
  *next(mayClaim: boolean): Steps<ReadBatch | undefined> {
    for (;;) {
      const source = this.#source ?? (yield* this.#open(mayClaim));
      if (source === undefined) return undefined;
      this.#source = source;
      const record = source.file.nextWaiting();
      if (record === undefined || !this.#options.files.all.includes(source.file)) {
        source.content.leave();
        this.#source = undefined;
        continue;
      }
      const found = source.found.get(record.at);
      const body = found && bodyOf(source.content.bytes, found);
      if (body !== undefined) return { record, body, free: source.content.lend() };
      this.#damaged(source.file, record.items, record);
      if (source.file.isDone) yield* this.#options.files.remove(source.file);
    }
  }

  #damaged(file: SpoolFile, items: number, record: SpoolRecord | undefined): void {
    file.isDamaged = true;
    file.lostItems += items;
    if (record !== undefined) this.#options.files.settle(record);
    this.#options.onDamage(items);
  }

  *#open(mayClaim: boolean): Steps<Source | undefined> {
    const { files } = this.#options;
    const closed = files.oldestWaiting();
    if (closed !== undefined) return yield* this.#read(closed);
    if (files.open?.nextWaiting() !== undefined) {
      yield* files.close();
      return yield* this.#open(mayClaim);
    }
    return mayClaim ? yield* this.#claim() : undefined;
  }

  *#read(file: SpoolFile): Steps<Source> {
    try {
      const content = yield* openAndRead(file, this.#memory);
      return { file, content, found: byPlace(findRecords(content.bytes).records) };
    } catch {
      // The file is gone, or cannot be read: none of its records will be found.
      return { file, content: EMPTY, found: new Map() };
    }
  }

  *#claim(): Steps<Source | undefined> {
    const { lane, store, files, onClaimed } = this.#options;
    for (;;) {
      const claimed = yield* store.claim(lane);
      if (claimed === undefined) return undefined;
      const file = new SpoolFile(claimed.name);
      file.path = claimed.path;
      files.addClosed(file);
      const content = (yield* attemptRead(file, this.#memory)) ?? EMPTY;
      const { bytes } = content;
      file.bytes = bytes.length;
      const { records, ending } = findRecords(bytes);
      const own = records.filter(record => record.lane === lane);
      for (const record of own) file.add(record);
      // Its name tells how many there were when it was closed; a file that was never closed may end anywhere.
      // No name makes more than a file can hold: the file may be cut, so that its own size says too little.
      const told = Math.max(0, (claimed.name.closed?.items ?? 0) - sumOf(records));
      const room = Math.max(store.fileBytes, bytes.length) - bytesOf(records);
      const missing = Math.min(told, Math.max(0, Math.floor(room / LEAST_ITEM_BYTES)));
      file.isLossGuessed = missing > 0;
      onClaimed(file.itemsThat('waits') + missing);
      if (ending === 'damaged' || told > 0) this.#damaged(file, missing, undefined);
      if (!file.isDone) return { file, content, found: byPlace(own) };
      content.leave();
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

function byPlace(records: readonly FoundRecord[]): Map<number, FoundRecord> {
  return new Map(records.map(record => [record.at, record]));
}

function* attemptRead(file: SpoolFile, memory: FileMemory): Steps<FileContent | undefined> {
  try {
    return yield* openAndRead(file, memory);
  } catch {
    return undefined;
  }
}
