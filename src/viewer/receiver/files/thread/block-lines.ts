import { readSync } from 'node:fs';
import { MAX_TEXT_BYTES, tooLong } from '../read-lines';

const NEWLINE = 0x0a;
const MIN_BYTES = 4 * 2 ** 20;
/** Lines of the Collector's of this size fill a segment. */
const MAX_BYTES = 24 * 2 ** 20;
const MIN_BLOCKS = 8;
/** Bytes that are read further where a line goes beyond its block; each time as many again. */
const PIECE_BYTES = 2 ** 20;

/** Bytes of a file's blocks. The file alone decides: however many threads read it, they make the same segments of it. */
export function blockBytesOf(fileBytes: number): number {
  return Math.min(MAX_BYTES, Math.max(MIN_BYTES, Math.ceil(fileBytes / MIN_BLOCKS)));
}

/**
 * Reads the lines of a file block by block. A line belongs to the block that it begins in.
 *
 *   blocks   |--------------|--------------|--------------|
 *   lines    aaaaa|bbbbbbbbbbbbbb|cccc|ddddddddddddddddddd
 *             a, b           c, d           none
 */
export class BlockLines {
  readonly #file: number;
  readonly #blockBytes: number;
  #buffer: Buffer;

  /** `file` is its descriptor. */
  constructor(file: number, blockBytes: number) {
    this.#file = file;
    this.#blockBytes = blockBytes;
    this.#buffer = Buffer.allocUnsafeSlow(blockBytes + PIECE_BYTES);
  }

  /** The lines of a block; each is there until the next is asked for. A line that is too long throws MalformedError. */
  *of(block: number): Generator<Buffer> {
    // The byte before a block tells whether a line begins with the block.
    const start = Math.max(0, block * this.#blockBytes - 1);
    const size = (block + 1) * this.#blockBytes - start;
    let length = this.#read(start, 0, size);
    let at = block === 0 ? 0 : this.#newline(0, length) + 1;
    while (at < Math.min(length, size)) {
      let end = this.#newline(at, length);
      while (end === length) {
        if (length - at > MAX_TEXT_BYTES) throw tooLong();
        const more = this.#read(start + length, length, Math.max(PIECE_BYTES, length - at));
        if (more === 0) break;
        end = this.#newline(length, length + more);
        length += more;
      }
      yield this.#buffer.subarray(at, end);
      at = end + 1;
    }
  }

  /** Place of the next newline before `length`; `length` where there is none. */
  #newline(from: number, length: number): number {
    const found = this.#buffer.indexOf(NEWLINE, from);
    return found === -1 ? length : Math.min(found, length);
  }

  /** Reads up to `count` bytes of the file into the buffer, which grows where it has to. Returns how many there were. */
  #read(position: number, into: number, count: number): number {
    if (into + count > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(into + count);
      this.#buffer.copy(larger, 0, 0, into);
      this.#buffer = larger;
    }
    let length = 0;
    while (length < count) {
      const read = readSync(this.#file, this.#buffer, into + length, count - length, position + length);
      if (read === 0) break;
      length += read;
    }
    return length;
  }
}
