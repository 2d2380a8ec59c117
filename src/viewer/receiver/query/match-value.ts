import { AnyValueField, KeyValueField, WireType } from '../../../shared/otlp/fields';
import type { Value } from '../trace';
import { readAnyValue } from '../wire/read-value';
import { Reader } from '../wire/reader';
import { containsText } from './contains-text';
import type { Operator } from './parse';

const KEY = (KeyValueField.key << 3) | WireType.bytes;
const VALUE = (KeyValueField.value << 3) | WireType.bytes;
const STRING = (AnyValueField.string << 3) | WireType.bytes;
const INT = (AnyValueField.int << 3) | WireType.varint;
/** Bytes of a varint that a double holds whatever they are. */
const MAX_INT_BYTES = 7;

/** Tells whether the message at `source[start .. end)`, a KeyValue as a rule, matches. */
export type PairTest = (source: Uint8Array, start: number, end: number) => boolean;

/**
 * A test for encoded KeyValues. Strings are compared where they lie, without being decoded: a search over a million
 * spans may look at as many.
 */
export function pairTest(operator: Operator, value: string): PairTest {
  const reader = new Reader(new Uint8Array(0));
  const testText = textTest(operator, Buffer.from(value));
  const testAny = anyValueTest(operator, value);
  const wanted = numberOf(value);
  const testNumber = Number.isNaN(wanted) ? undefined : numberTest(operator, wanted);
  return (source, start, end) => {
    const from = plainTextAt(source, start, end);
    if (from > 0) return testText(source, from, end);
    const int = testNumber === undefined ? -1 : plainInt(source, start, end);
    if (int >= 0) return testNumber!(int);
    enterValue(reader.over(source, start, end));
    return testAny(source, reader.at, reader.end);
  };
}

/** A test for the encoded AnyValue at `source[start .. end)`, such as the body of a log record. */
export function anyValueTest(operator: Operator, value: string): PairTest {
  const reader = new Reader(new Uint8Array(0));
  const testText = textTest(operator, Buffer.from(value));
  const testValue = valueTest(operator, value);
  return (source, start, end) => {
    reader.over(source, start, end);
    if (reader.tag() === STRING) {
      const textAt = reader.range();
      return testText(source, textAt, reader.at);
    }
    return testValue(readAnyValue(reader.over(source, start, end)));
  };
}

/**
 * Finds the text in a KeyValue as every encoder writes it: key, then a string to the very end, each shorter than 128
 * bytes. 0 if it looks otherwise and has to be read properly.
 */
function plainTextAt(source: Uint8Array, start: number, end: number): number {
  const valueAt = start + 2 + source[start + 1]!;
  const textAt = valueAt + 4;
  const isPlain =
    source[start] === KEY &&
    source[valueAt] === VALUE &&
    source[valueAt + 2] === STRING &&
    valueAt + 2 + source[valueAt + 1]! === end &&
    textAt + source[valueAt + 3]! === end;
  return isPlain && end - textAt < 128 && valueAt - start < 130 ? textAt : 0;
}

/**
 * The whole number in a KeyValue as every encoder writes it: key, then the number to the very end; -1 where it looks
 * otherwise.
 */
function plainInt(source: Uint8Array, start: number, end: number): number {
  const valueAt = start + 2 + source[start + 1]!;
  const from = valueAt + 3;
  const isPlain =
    source[start] === KEY &&
    source[valueAt] === VALUE &&
    source[valueAt + 2] === INT &&
    valueAt + 2 + source[valueAt + 1]! === end &&
    valueAt - start < 130;
  if (!isPlain || from >= end || end - from > MAX_INT_BYTES) return -1;
  let number = 0;
  for (let at = end - 1; at >= from; at--) {
    const byte = source[at]!;
    // The last byte alone has no mark that more follow.
    if (byte >= 0x80 !== at < end - 1) return -1;
    number = number * 0x80 + (byte & 0x7f);
  }
  return number;
}

/** A test for decoded values. Numbers are compared as numbers; lists and objects as JSON. */
export function valueTest(operator: Operator, value: string): (found: Value) => boolean {
  const wanted = numberOf(value);
  const testNumber = numberTest(operator, wanted);
  const testText = textTest(operator, Buffer.from(value));
  return found => {
    if (typeof found === 'number' && !Number.isNaN(wanted)) return testNumber(found);
    const text = Buffer.from(typeof found === 'string' ? found : JSON.stringify(found));
    return testText(text, 0, text.length);
  };
}

function numberOf(value: string): number {
  return value.trim() === '' ? Number.NaN : Number(value);
}

/** A test for numbers, such as durations. "Contains" looks at the digits. */
export function numberTest(operator: Operator, wanted: number): (found: number) => boolean {
  if (operator === '=') return found => found === wanted;
  if (operator === '!=') return found => found !== wanted;
  if (operator === '~') return found => String(found).includes(String(wanted));
  if (operator === '!~') return found => !String(found).includes(String(wanted));
  const fits = orderTest(operator);
  return found => fits(found - wanted);
}

function textTest(
  operator: Operator,
  wanted: Uint8Array,
): (found: Uint8Array, from: number, to: number) => boolean {
  const equals = (found: Uint8Array, from: number, to: number) => {
    if (to - from !== wanted.length) return false;
    for (let at = 0; at < wanted.length; at++) if (found[from + at] !== wanted[at]) return false;
    return true;
  };
  if (operator === '=') return equals;
  if (operator === '!=') return (found, from, to) => !equals(found, from, to);
  const contains = containsText(wanted);
  if (operator === '~') return contains;
  if (operator === '!~') return (found, from, to) => !contains(found, from, to);
  const fits = orderTest(operator);
  return (found, from, to) => fits(Buffer.compare(found.subarray(from, to), wanted));
}

function orderTest(operator: '<' | '<=' | '>' | '>='): (difference: number) => boolean {
  if (operator === '<') return difference => difference < 0;
  if (operator === '<=') return difference => difference <= 0;
  if (operator === '>') return difference => difference > 0;
  return difference => difference >= 0;
}

/** Goes into the value of a KeyValue; to the end when it has none. */
function enterValue(reader: Reader): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === VALUE) {
      reader.enter();
      return;
    }
    reader.skip(tag);
  }
}
