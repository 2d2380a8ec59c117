import { WireType } from '../../otlp/fields';

const TEXT = new TextEncoder();

/** Builds a protobuf message in one growing buffer; nested messages are written by a callback and their length put before them. */
export class Writer {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /** A copy of what has been written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  varintField(field: number, value: number | bigint | boolean): void {
    this.tag(field, WireType.varint);
    this.varint(BigInt.asUintN(64, BigInt(value)));
  }

  fixed64Field(field: number, value: bigint): void {
    this.tag(field, WireType.fixed64);
    this.reserve(8);
    this.view.setBigUint64(this.length, BigInt.asUintN(64, value), true);
    this.length += 8;
  }

  fixed32Field(field: number, value: number): void {
    this.tag(field, WireType.fixed32);
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  doubleField(field: number, value: number): void {
    this.tag(field, WireType.fixed64);
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  stringField(field: number, value: string): void {
    this.bytesField(field, TEXT.encode(value));
  }

  bytesField(field: number, value: Uint8Array): void {
    this.tag(field, WireType.bytes);
    this.smallVarint(value.length);
    this.raw(value);
  }

  messageField(field: number, write: () => void): void {
    this.tag(field, WireType.bytes);
    const start = this.length;
    write();
    this.insertLength(start);
  }

  /** Puts bytes that are fields already. */
  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  private insertLength(start: number): void {
    const size = this.length - start;
    const lengthBytes = size < 0x80 ? 1 : Math.ceil((32 - Math.clz32(size)) / 7);
    this.reserve(lengthBytes);
    this.bytes.copyWithin(start + lengthBytes, start, this.length);
    this.length = start;
    this.smallVarint(size);
    this.length += size;
  }

  private tag(field: number, wire: number): void {
    this.smallVarint((field << 3) | wire);
  }

  private smallVarint(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  private varint(value: bigint): void {
    this.reserve(10);
    let rest = value;
    while (rest > 0x7fn) {
      this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.length++] = Number(rest);
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
