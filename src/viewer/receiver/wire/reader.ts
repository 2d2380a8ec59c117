import { MalformedError } from './malformed-error';

const HALVES = new DataView(new ArrayBuffer(8));

/**
 * Walks a protobuf message in place, copying nothing (protobuf.dev/programming-guides/encoding).
 * Every step is checked against the end of the message it is in; a step beyond it throws MalformedError.
 */
export class Reader {
  bytes: Uint8Array;
  at: number;
  end: number;
  /** The halves of the last number read, unsigned. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Starts afresh on another message: for loops that would make a reader for each. */
  over(bytes: Uint8Array, start = 0, end = bytes.length): this {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    return this;
  }

  /** The next field's tag (number << 3 | wire type), or 0 at the end of the message. */
  tag(): number {
    if (this.at >= this.end) return 0;
    const tag = this.varint();
    if (tag < 8 || this.high !== 0)
      throw new MalformedError(`field tag ${tag} at byte ${this.at} is not valid`);
    return tag;
  }

  /** Reads up to 64 bits into `low` and `high`; returns the low half. */
  varint(): number {
    this.high = 0;
    const first = this.#byte();
    this.low = first < 0x80 ? first : this.#longVarint(first & 0x7f);
    return this.low;
  }

  fixed32(): number {
    this.at = this.#step(4);
    const { bytes, at } = this;
    return (bytes[at - 4]! | (bytes[at - 3]! << 8) | (bytes[at - 2]! << 16) | (bytes[at - 1]! << 24)) >>> 0;
  }

  /** Reads 64 bits into `low` and `high`. */
  fixed64(): void {
    const low = this.fixed32();
    this.high = this.fixed32();
    this.low = low;
  }

  /** Reads an IEEE 754 number of 64 bits. */
  double(): number {
    this.fixed64();
    HALVES.setUint32(0, this.high);
    HALVES.setUint32(4, this.low);
    return HALVES.getFloat64(0);
  }

  /** Steps over a length-delimited value and returns where it starts; it ends where the reader now is. */
  range(): number {
    const length = this.varint();
    if (this.high !== 0) throw new MalformedError(`a length at byte ${this.at} is beyond 32 bits`);
    const start = this.at;
    this.at = this.#step(length);
    return start;
  }

  /** Goes into a nested message and returns the outer one's end, for `leave`. */
  enter(): number {
    const outer = this.end;
    const start = this.range();
    this.end = this.at;
    this.at = start;
    return outer;
  }

  leave(outerEnd: number): void {
    this.at = this.end;
    this.end = outerEnd;
  }

  skip(tag: number): void {
    const wire = tag & 7;
    if (wire === 0) this.varint();
    else if (wire === 2) this.range();
    else if (wire === 1) this.at = this.#step(8);
    else if (wire === 5) this.at = this.#step(4);
    else throw new MalformedError(`wire type ${wire} at byte ${this.at} is not supported`);
  }

  #byte(): number {
    if (this.at >= this.end)
      throw new MalformedError(`the message ends in the middle of a field, at byte ${this.at}`);
    return this.bytes[this.at++]!;
  }

  #step(length: number): number {
    const next = this.at + length;
    if (next > this.end) throw new MalformedError(`a field at byte ${this.at} reaches beyond its message`);
    return next;
  }

  #longVarint(first: number): number {
    let low = first;
    let high = 0;
    for (let shift = 7; shift < 70; shift += 7) {
      const byte = this.#byte();
      const part = byte & 0x7f;
      if (shift < 28) low |= part << shift;
      else if (shift === 28) {
        low |= part << 28;
        high = part >>> 4;
      } else high |= part << (shift - 32);
      if (byte < 0x80) {
        this.high = high >>> 0;
        return low >>> 0;
      }
    }
    throw new MalformedError(`a number at byte ${this.at} is longer than ten bytes`);
  }
}
