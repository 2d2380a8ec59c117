import { Interner } from './interner';

/** Records a chunk can hold. */
const CHUNK_RECORDS = 8192;
/** The store is left by whole chunks: this is the share of it that leaves at once. */
const CHUNKS_IN_STORE = 16;
/** A chunk holds some tens of KB before its first record. */
const LEAST_CHUNK_BYTES = 65_536;
const ROW_BYTES = 28;

/** A run of log records: ids and origin in columns, the record itself as the LogRecord message that came. */
export class LogChunk {
  count = 0;
  readonly origins = new Interner();
  /** Four words of trace id and two of span id each; zeros where a record has none. */
  readonly ids = new Int32Array(CHUNK_RECORDS * 6);
  readonly origin = new Uint16Array(CHUNK_RECORDS);
  private readonly starts = new Uint32Array(CHUNK_RECORDS + 1);
  private records = new Uint8Array(16_384);

  get bytes(): number {
    return this.count * ROW_BYTES + this.records.length + this.origins.bytes;
  }

  append(record: Uint8Array, origin: number): number {
    const at = this.starts[this.count]!;
    const next = at + record.length;
    if (next > this.records.length) {
      const larger = new Uint8Array(Math.max(next, this.records.length * 2));
      larger.set(this.records);
      this.records = larger;
    }
    this.records.set(record, at);
    this.starts[this.count + 1] = next;
    this.origin[this.count] = origin;
    return this.count++;
  }

  /** The LogRecord message. */
  recordOf(index: number): Uint8Array {
    return this.records.subarray(this.starts[index]!, this.starts[index + 1]!);
  }

  seal(): void {
    this.records = this.records.slice(0, this.starts[this.count]!);
    this.origins.seal();
  }

  isFull(maxBytes: number): boolean {
    return this.count === CHUNK_RECORDS || this.bytes >= maxBytes;
  }
}

/** Holds log records up to `maxBytes`, in the order they came; the oldest leave first. */
export class LogStore {
  readonly maxBytes: number;
  /** Oldest first; the last is the one that is filled. */
  readonly chunks: LogChunk[] = [];
  count = 0;
  departed = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  }

  /** The chunk that the next record goes to; room is made first. */
  open(): LogChunk {
    const chunkBytes = Math.max(LEAST_CHUNK_BYTES, this.maxBytes / CHUNKS_IN_STORE);
    const last = this.chunks.at(-1);
    if (last !== undefined && !last.isFull(chunkBytes)) return last;
    last?.seal();
    while (this.chunks.length > 0 && this.bytes + chunkBytes > this.maxBytes) this.dropOldest();
    const opened = new LogChunk();
    this.chunks.push(opened);
    return opened;
  }

  /** Drops the oldest records while there is more than `maxBytes`. */
  keepWithinBounds(): void {
    while (this.chunks.length > 0 && this.bytes > this.maxBytes) this.dropOldest();
  }

  clear(): void {
    this.chunks.length = 0;
    this.count = this.departed = 0;
  }

  private dropOldest(): void {
    const gone = this.chunks.shift()!.count;
    this.count -= gone;
    this.departed += gone;
  }
}
