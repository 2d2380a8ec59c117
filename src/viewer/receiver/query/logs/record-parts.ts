import { KeyValueField, WireType } from '../../../../shared/otlp/fields';
import type { LogChunk } from '../../store/logs/log-store';
import { Reader } from '../../wire/reader';
import type { PairTest } from '../match-value';

const KEY = (KeyValueField.key << 3) | WireType.bytes;
/** Tags, lengths and varints below it have a single byte. */
const SHORT = 0x80;

/** Bytes of fields of a fixed size, by the byte that their tag has; 0 for others. */
const FIXED = Uint8Array.from({ length: 256 }, (_, tag) => {
  if (tag >= SHORT) return 0;
  if ((tag & 7) === WireType.fixed64) return 9;
  return (tag & 7) === WireType.fixed32 ? 5 : 0;
});

/** Tells whether a record of a chunk matches. */
export type LogTest = (chunk: LogChunk, index: number) => boolean;

/**
 * A test of parts of the record as they lie there: a million records are searched, few of them decoded. Parts that are
 * KeyValues with keys of other lengths than `keyLengths` are passed without a call.
 */
export function partTest(
  tags: ReadonlySet<number>,
  holds: PairTest,
  keyLengths?: readonly number[],
): LogTest {
  const walk = new Walk();
  const isWanted = flagsOf(tags);
  const isLikely = keyLengths === undefined ? undefined : flagsOf(keyLengths).fill(1, SHORT);
  return (chunk, index) => {
    const { records } = chunk;
    const end = chunk.startOf(index + 1);
    for (let at = chunk.startOf(index); at < end; ) {
      const tag = records[at]!;
      const next = endOfShortField(records, at);
      if (next === 0) {
        walk.pass(records, at, end);
        if (isWanted[tag] !== 0 && holds(records, walk.start, walk.next)) return true;
        at = walk.next;
        continue;
      }
      const start = at + 2;
      at = next;
      if (isWanted[tag] === 0) continue;
      if (isLikely !== undefined && records[start] === KEY && isLikely[records[start + 1]!] === 0) continue;
      if (holds(records, start, next)) return true;
    }
    return false;
  };
}

/** Tells whether `length` bytes at a place in a record lie within one of the parts. */
export function isInPart(
  tags: ReadonlySet<number>,
): (chunk: LogChunk, index: number, place: number, length: number) => boolean {
  const walk = new Walk();
  const isWanted = flagsOf(tags);
  return (chunk, index, place, length) => {
    const { records } = chunk;
    const end = chunk.startOf(index + 1);
    for (let at = chunk.startOf(index); at < end; ) {
      const tag = records[at]!;
      let start = at + 2;
      let next = endOfShortField(records, at);
      if (next === 0) {
        walk.pass(records, at, end);
        ({ start, next } = walk);
      }
      if (place < next) return isWanted[tag] !== 0 && place >= start && place + length <= next;
      at = next;
    }
    return false;
  };
}

/** Place behind a field whose tag and length have a byte each, as nearly all; 0 for others. */
function endOfShortField(bytes: Uint8Array, at: number): number {
  const tag = bytes[at]!;
  const fixed = FIXED[tag]!;
  if (fixed !== 0) return at + fixed;
  const second = bytes[at + 1]!;
  if (tag >= SHORT || second >= SHORT) return 0;
  const wire = tag & 7;
  if (wire === WireType.bytes) return at + 2 + second;
  return wire === WireType.varint ? at + 2 : 0;
}

/** Passes a field of any form: its contents are `start` to `next`. */
class Walk {
  start = 0;
  next = 0;
  readonly #reader = new Reader(new Uint8Array(0));

  pass(bytes: Uint8Array, at: number, end: number): void {
    const reader = this.#reader.over(bytes, at, end);
    const tag = reader.tag();
    if ((tag & 7) === WireType.bytes) this.start = reader.range();
    else {
      this.start = reader.at;
      reader.skip(tag);
    }
    this.next = reader.at;
  }
}

/** A flag for each byte. */
function flagsOf(bytes: Iterable<number>): Uint8Array {
  const flags = new Uint8Array(256);
  for (const byte of bytes) if (byte < flags.length) flags[byte] = 1;
  return flags;
}
