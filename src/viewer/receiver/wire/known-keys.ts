import { AnyValueField, KeyValueField } from '../../../shared/otlp/fields';
import { type JsonReader, OBJECT } from './json-reader';
import { type Beginning, beginningOf } from './schema/message';
import { Writer } from './writer';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSER = 0x7d;
const ZERO = 0x30;
const WORD = 2 ** 32;
/** Digits that a double holds whatever they are. */
const MAX_DIGITS = 15;

/** An attribute's beginning as a text has it, up to its value: `{"key":"http.route","value":{"stringValue":"`. */
export interface KnownKey {
  readonly text: Beginning;
  /** The key as a field of a KeyValue message. */
  readonly encoded: Uint8Array;
  readonly isText: boolean;
  readonly isQuoted: boolean;
  /** Keys that came next, the most recent first. */
  readonly followers: KnownKey[];
  /** Values that a reader of files has met, for itself. */
  values: KnownValues | undefined;
}

/** Recent values of a key, and their numbers in a segment. */
export interface KnownValues {
  readonly owner: object;
}

/** Stands before the first attribute of a list. */
export const FIRST_KEY: KnownKey = {
  text: beginningOf(new Uint8Array(0)),
  encoded: new Uint8Array(0),
  isText: true,
  isQuoted: true,
  followers: [],
  values: undefined,
};

/** Bounds what texts with made-up keys leave in memory: beyond it all is forgotten. */
const MAX_KEYS = 1000;
const MAX_FOLLOWERS = 8;
const MAX_BEGINNING = 300;
const known = new Map<string, KnownKey>();

/**
 * The key of the attribute that the reader is at if it begins as an attribute did that came behind the same key before:
 * most of a file is the same few keys in the same order, and comparing is cheaper than reading. The reader's `from` is
 * where the value begins then, and nothing is passed. Undefined where the attribute has to be read in full.
 */
export function knownKey(reader: JsonReader, { followers }: KnownKey): KnownKey | undefined {
  if (reader.peek() !== OBJECT) return undefined;
  const { data, at, end } = reader;
  for (let i = 0; i < followers.length; i++) {
    const key = followers[i]!;
    if (!beginsWith(data, at, end, key.text)) continue;
    reader.from = at + key.text.length;
    return key;
  }
  return undefined;
}

/**
 * Passes an attribute, whose key `knownKey` has found, up to its end: its value is `from` to `to`. False where the
 * value has to be read in full.
 */
export function passKnown(reader: JsonReader, { isText, isQuoted }: KnownKey): boolean {
  const { bytes, from, end } = reader;
  const to = isText ? endOfText(bytes, from, end) : endOfDigits(bytes, from, end);
  return to >= 0 && endKnown(reader, to, isQuoted);
}

/** Passes the end of an attribute whose value ends at `to`; false, with nothing passed, where another end stands there. */
export function endKnown(reader: JsonReader, to: number, isQuoted: boolean): boolean {
  const { bytes, end } = reader;
  const closers = isQuoted ? to + 1 : to;
  if (closers + 2 > end || bytes[closers] !== CLOSER || bytes[closers + 1] !== CLOSER) return false;
  if (isQuoted && bytes[to] !== QUOTE) return false;
  reader.to = to;
  reader.at = closers + 2;
  return true;
}

/** Notes how the attribute at a place begins. Returns its key; FIRST_KEY where it has a form that is always read in full. */
export function learnKey(bytes: Uint8Array, at: number, before: KnownKey): KnownKey {
  const key = keyAt(bytes, at);
  if (key === undefined) return FIRST_KEY;
  const { followers } = before;
  if (!followers.includes(key)) followers.unshift(key);
  if (followers.length > MAX_FOLLOWERS) followers.pop();
  return key;
}

const BEGINNING =
  /^\{\s*"key"\s*:\s*"([^"\\]*)"\s*,\s*"value"\s*:\s*\{\s*"(?:(stringValue)|intValue)"\s*:\s*("?)/;

function keyAt(bytes: Uint8Array, at: number): KnownKey | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(MAX_BEGINNING, bytes.length - at));
  const [beginning, name, isText, quote] = BEGINNING.exec(text.toString('latin1')) ?? [];
  if (beginning === undefined || (isText && quote === '')) return undefined;
  const seen = known.get(beginning);
  if (seen !== undefined) return seen;
  if (known.size >= MAX_KEYS) forgetKeys();
  const writer = new Writer();
  writer.bytesField(KeyValueField.key, Buffer.from(name!, 'latin1'));
  const key: KnownKey = {
    text: beginningOf(text.subarray(0, beginning.length)),
    encoded: writer.finish(),
    isText: isText !== undefined,
    isQuoted: quote !== '',
    followers: [],
    values: undefined,
  };
  known.set(beginning, key);
  return key;
}

function forgetKeys(): void {
  for (const { followers } of [FIRST_KEY, ...known.values()]) followers.length = 0;
  known.clear();
}

/** Place of the quote that ends a text without escapes; -1 for other texts. */
function endOfText(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH || byte < 0x20) return -1;
  }
  return -1;
}

/** Place behind digits; -1 where there are none, more than a double holds, or zeros before them. */
function endOfDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9) at++;
  const count = at - from;
  if (count === 0 || count > MAX_DIGITS || (count > 1 && bytes[from] === ZERO)) return -1;
  return at;
}

/** Writes a known key and its value, which `passKnown` has found, as a KeyValue message. */
export function writeKnown(
  writer: Writer,
  { encoded, isText }: KnownKey,
  { bytes, from, to }: JsonReader,
): void {
  writer.raw(encoded);
  const value = writer.begin(KeyValueField.value);
  if (isText) writer.rangeField(AnyValueField.string, bytes, from, to);
  else {
    const number = numberOf(bytes, from, to);
    writer.varintHalves(AnyValueField.int, number % WORD, Math.floor(number / WORD));
  }
  writer.end(value);
}

/** The number that digits mean, at most MAX_DIGITS. */
export function numberOf(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + (bytes[at]! - ZERO);
  return number;
}

/**
 * True if `text`, which holds no NUL, stands at a place before `end`. Compares eight bytes a step, as doubles: a fifth of the
 * time that single bytes take. Bytes that are NaN count as another text.
 */
export function beginsWith(data: DataView, at: number, end: number, text: Beginning): boolean {
  return at + text.length <= end && isSame(data, at, text.words, 0, text.length);
}

/** True if `length` bytes at two places are the same; see `beginsWith`. */
export function isSame(a: DataView, atA: number, b: DataView, atB: number, length: number): boolean {
  const last = length - 8;
  if (last < 0) {
    for (let i = 0; i < length; i++) if (a.getUint8(atA + i) !== b.getUint8(atB + i)) return false;
    return true;
  }
  for (let i = 0; i < last; i += 8)
    if (a.getFloat64(atA + i, true) !== b.getFloat64(atB + i, true)) return false;
  return a.getFloat64(atA + last, true) === b.getFloat64(atB + last, true);
}
