import { WireType } from '../../../shared/otlp/fields';

const TEXT = new TextEncoder();

/** Limit in bytes up to which a loop is quicker than a call of `set`. */
const SHORT = 32;

/** Values of hexadecimal digits by their characters. */
const NO_DIGIT = 0x80;
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  for (const character of [digit, digit.toUpperCase()]) DIGITS[character.charCodeAt(0)] = value;
}

/** Builds a protobuf message in one growing buffer; nested messages get their length put before them when they end. */
export class Writer {
  #bytes: Uint8Array;
  #data: DataView;
  #length = 0;

  /** The buffer that is written to, of which `length` bytes are: for loops that would make a view for each. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  /** `capacity` is how many bytes to make room for at first. */
  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#data = new DataView(this.#bytes.buffer);
  }

  /** A copy of what has been written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Starts over, keeping the buffer: for loops that would make a writer for each. */
  clear(): void {
    this.#length = 0;
  }

  /** The written bytes, in place: valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  varintField(field: number, value: number | bigint | boolean): void {
    this.#tag(field, WireType.varint);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
  }

  /** Writes a varint field from the halves of its number. */
  varintHalves(field: number, low: number, high: number): void {
    this.#tag(field, WireType.varint);
    if (high !== 0) this.#varint((BigInt(high) << 32n) | BigInt(low));
    else this.#smallVarint(low);
  }

  fixed64Halves(field: number, low: number, high: number): void {
    this.#tag(field, WireType.fixed64);
    this.#reserve(8);
    this.#data.setUint32(this.#length, low, true);
    this.#data.setUint32(this.#length + 4, high, true);
    this.#length += 8;
  }

  fixed64Field(field: number, value: bigint): void {
    this.#tag(field, WireType.fixed64);
    this.#reserve(8);
    this.#data.setBigUint64(this.#length, BigInt.asUintN(64, value), true);
    this.#length += 8;
  }

  fixed32Field(field: number, value: number): void {
    this.#tag(field, WireType.fixed32);
    this.fixed32(value);
  }

  /** Puts a number without a tag. */
  fixed32(value: number): void {
    this.#reserve(4);
    this.#data.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  doubleField(field: number, value: number): void {
    this.#tag(field, WireType.fixed64);
    this.#reserve(8);
    this.#data.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  stringField(field: number, value: string): void {
    this.bytesField(field, TEXT.encode(value));
  }

  bytesField(field: number, value: Uint8Array): void {
    this.rangeField(field, value, 0, value.length);
  }

  /** `source[from .. to)` as a string or bytes. */
  rangeField(field: number, source: Uint8Array, from: number, to: number): void {
    this.#tag(field, WireType.bytes);
    this.#smallVarint(to - from);
    this.raw(source, from, to);
  }

  /** Hexadecimal digits as the bytes that they mean; false, with nothing written, where they are none. */
  hexField(field: number, digits: Uint8Array, from: number, to: number): boolean {
    const begun = this.#length;
    const size = (to - from) >> 1;
    this.#tag(field, WireType.bytes);
    this.#smallVarint(size);
    this.#reserve(size);
    const bytes = this.#bytes;
    let into = this.#length;
    let bad = (to - from) & 1;
    for (let at = from; at < from + size * 2; at += 2) {
      const high = DIGITS[digits[at]!]!;
      const low = DIGITS[digits[at + 1]!]!;
      bad |= (high | low) & NO_DIGIT;
      bytes[into++] = (high << 4) | low;
    }
    this.#length = bad === 0 ? into : begun;
    return bad === 0;
  }

  messageField(field: number, write: () => void): void {
    const start = this.begin(field);
    write();
    this.end(start);
  }

  /** Begins a nested message; `end` gets what is returned. */
  begin(field: number): number {
    this.#tag(field, WireType.bytes);
    this.#reserve(1);
    return ++this.#length;
  }

  /** Ends a nested message: puts its length before it, for which `begin` has left one byte. */
  end(start: number): void {
    const size = this.#length - start;
    const more = size < 0x80 ? 0 : Math.ceil((32 - Math.clz32(size)) / 7) - 1;
    if (more > 0) {
      this.#reserve(more);
      this.#bytes.copyWithin(start + more, start, this.#length);
    }
    this.#length = start - 1;
    this.#putVarint(size);
    this.#length += size;
  }

  /** Puts `source[from .. to)`, which is fields already. */
  raw(source: Uint8Array, from = 0, to = source.length): void {
    this.#reserve(to - from);
    const bytes = this.#bytes;
    if (to - from > SHORT) bytes.set(source.subarray(from, to), this.#length);
    else for (let at = from, into = this.#length; at < to; at++) bytes[into++] = source[at]!;
    this.#length += to - from;
  }

  #tag(field: number, wire: number): void {
    this.#smallVarint((field << 3) | wire);
  }

  #smallVarint(value: number): void {
    this.#reserve(5);
    this.#putVarint(value);
  }

  #putVarint(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #varint(value: bigint): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#data = new DataView(grown.buffer);
  }
}
