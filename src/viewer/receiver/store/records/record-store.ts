import type { RecordChunk } from './record-chunk';

/** Share of the store that leaves at once: whole chunks leave. */
const CHUNKS_IN_STORE = 16;
/** A chunk holds some tens of KB before its first record. */
const LEAST_CHUNK_BYTES = 65_536;

/** Holds records within its room, in the order they came; the oldest leave first. */
export class RecordStore<Chunk extends RecordChunk> {
  readonly #room: () => number;
  readonly #createChunk: () => Chunk;
  /** Bytes of the chunk that is filled: worked out once for each, not for each record. */
  #chunkBytes = LEAST_CHUNK_BYTES;
  /** Oldest first; the last is the one that is filled. */
  readonly chunks: Chunk[] = [];
  count = 0;
  departed = 0;
  /** Grows with each change. */
  version = 0;

  /** `room` tells how many bytes it may hold at the moment. */
  constructor(room: () => number, createChunk: () => Chunk) {
    this.#room = room;
    this.#createChunk = createChunk;
  }

  get maxBytes(): number {
    return this.#room();
  }

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  }

  /** The chunk that the next record goes to; room is made first. */
  open(): Chunk {
    const last = this.chunks.at(-1);
    if (last !== undefined && !last.isFull(this.#chunkBytes)) return last;
    last?.seal();
    const { maxBytes } = this;
    this.#chunkBytes = Math.max(LEAST_CHUNK_BYTES, maxBytes / CHUNKS_IN_STORE);
    while (this.chunks.length > 0 && this.bytes + this.#chunkBytes > maxBytes) this.#dropOldest();
    const opened = this.#createChunk();
    this.chunks.push(opened);
    return opened;
  }

  /** Drops the oldest records while there is more than `maxBytes`. */
  keepWithinBounds(): void {
    while (this.chunks.length > 0 && this.bytes > this.maxBytes) this.#dropOldest();
  }

  clear(): void {
    this.chunks.length = 0;
    this.version++;
    this.count = this.departed = 0;
  }

  #dropOldest(): void {
    const gone = this.chunks.shift()!.count;
    this.count -= gone;
    this.departed += gone;
  }
}
