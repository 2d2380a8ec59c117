import type { ByteSink } from '../encode/byte-sink';

/**
 * Encoded items of a worker thread in memory that the main thread reads as well, also when the worker stands still or has been
 * terminated:
 *
 *     [cells: 64 bytes][scope's number, length, bytes, padding][…]
 *                      ^ one entry an item; a scope is told before its first item
 *
 * Whoever takes the entries, main thread or worker, takes all of them, under the lock, and starts afresh.
 */
export class Outbox {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #maxBytes: number;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#cells = new Int32Array(memory, 0, HEADER_BYTES / 4);
    // Without a length of their own: they grow with the memory.
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#maxBytes = (memory as GrowableMemory).maxByteLength;
  }

  /** Makes one that grows up to `maxBytes`. */
  static create(maxBytes: number): Outbox {
    const size = Math.max(maxBytes, INITIAL_BYTES);
    const Growable = SharedArrayBuffer as unknown as new (
      bytes: number,
      options: { maxByteLength: number },
    ) => SharedArrayBuffer;
    return new Outbox(new Growable(INITIAL_BYTES, { maxByteLength: size }));
  }

  /** True while the main thread sends what is in it, and the worker leaves it alone. */
  get isCarried(): boolean {
    return Atomics.load(this.#cells, Cell.isCarried) === 1;
  }
  set isCarried(is: boolean) {
    Atomics.store(this.#cells, Cell.isCarried, is ? 1 : 0);
  }

  /** Number of items that the worker has taken to send them itself, and for which it has no answer yet. */
  get held(): number {
    return Atomics.load(this.#cells, Cell.held);
  }
  set held(items: number) {
    Atomics.store(this.#cells, Cell.held, items);
  }

  /** True once the worker has ended in a way that lets it say so. */
  get isClosed(): boolean {
    return Atomics.load(this.#cells, Cell.isClosed) === 1;
  }
  close(): void {
    Atomics.store(this.#cells, Cell.isClosed, 1);
  }

  get items(): number {
    return Atomics.load(this.#cells, Cell.items);
  }
  get byteLength(): number {
    return Atomics.load(this.#cells, Cell.end);
  }
  /** True if the main thread is late: there may soon be no room. */
  get isHalfFull(): boolean {
    return this.byteLength > this.#maxBytes / 2;
  }

  /** Adds an item, in the worker. It is counted as dropped where there is no room. */
  append(scope: ToldScope, item: ByteSink): void {
    const cells = this.#cells;
    this.#lock();
    const isTold = scope.generation === cells[Cell.generation];
    const bytes = entryBytes(item) + (isTold ? 0 : entryBytes(scope.text));
    if (this.#makeRoom(HEADER_BYTES + cells[Cell.end]! + bytes)) {
      let end = cells[Cell.end]!;
      if (!isTold) end = this.#write(end, scope.number | SCOPE, scope.text);
      scope.generation = cells[Cell.generation]!;
      end = this.#write(end, scope.number, item);
      cells[Cell.items]!++;
      // Last: a main thread that reads after the worker has been terminated reads up to here.
      Atomics.store(cells, Cell.end, end);
    } else cells[Cell.dropped]!++;
    this.#unlock();
  }

  #write(at: number, number: number, { bytes, end }: ByteSink): number {
    const start = HEADER_BYTES + at;
    this.#view.setUint32(start, number, true);
    this.#view.setUint32(start + 4, end, true);
    this.#bytes.set(bytes.subarray(0, end), start + ENTRY_BYTES);
    return at + ENTRY_BYTES + padded(end);
  }

  /**
   * Takes everything; undefined where the worker is writing for longer than `waitMs`. `isWriterGone`: it never will again,
   * whatever it was doing.
   */
  takeAll(isWriterGone: boolean, waitMs: number): Taken | undefined {
    if (!this.#lock(isWriterGone ? 0 : waitMs) && !isWriterGone) return undefined;
    const cells = this.#cells;
    const end = HEADER_BYTES + cells[Cell.end]!;
    const copy = Buffer.from(this.#bytes.slice(HEADER_BYTES, end).buffer);
    const dropped = cells[Cell.dropped]!;
    cells[Cell.end] = cells[Cell.items] = cells[Cell.dropped] = 0;
    Atomics.add(cells, Cell.generation, 1);
    this.#unlock();
    return { entries: readEntries(copy), dropped };
  }

  #makeRoom(bytes: number): boolean {
    if (bytes <= this.memory.byteLength) return true;
    if (bytes > this.#maxBytes) return false;
    (this.memory as GrowableMemory).grow(Math.min(this.#maxBytes, 2 * bytes));
    return true;
  }

  /** Gets the lock, which is held for as long as it takes to copy what is in here. */
  #lock(waitMs = Number.POSITIVE_INFINITY): boolean {
    for (let waitedMs = -1; Atomics.compareExchange(this.#cells, Cell.lock, 0, 1) !== 0; waitedMs++) {
      if (waitedMs >= waitMs) return false;
      // The system may have put the other thread aside in the middle of it. Nobody wakes us.
      if (waitedMs >= 0) Atomics.wait(this.#cells, Cell.lock, 1, 1);
    }
    return true;
  }

  #unlock(): void {
    Atomics.store(this.#cells, Cell.lock, 0);
  }
}

/** Scope as entries tell of it: again to each who takes what is there. */
export interface ToldScope {
  readonly number: number;
  readonly text: ByteSink;
  /** Take before which it was told. */
  generation: number;
}

/** Marks the number of an entry that tells of a scope. */
export const SCOPE = 0x4000_0000;

export interface Taken {
  readonly entries: readonly Entry[];
  /** Items for which there was no room. */
  readonly dropped: number;
}

export interface Entry {
  readonly scopeNumber: number;
  readonly bytes: Buffer;
}

/** Growable memory, as TypeScript will know it with ES2024. */
interface GrowableMemory extends SharedArrayBuffer {
  readonly maxByteLength: number;
  grow(bytes: number): void;
}

const Cell = {
  isCarried: 0,
  lock: 1,
  end: 2,
  items: 3,
  dropped: 4,
  generation: 5,
  held: 6,
  isClosed: 7,
} as const;

const HEADER_BYTES = 64;
const ENTRY_BYTES = 8;
const INITIAL_BYTES = 16 * 1024;

function readEntries(all: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < all.length; ) {
    const length = all.readUInt32LE(at + 4);
    const start = at + ENTRY_BYTES;
    entries.push({ scopeNumber: all.readUInt32LE(at), bytes: all.subarray(start, start + length) });
    at = start + padded(length);
  }
  return entries;
}

function entryBytes({ end }: ByteSink): number {
  return ENTRY_BYTES + padded(end);
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}
