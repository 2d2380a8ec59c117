import { AnyValueField, KeyValueField, ListField, WireType } from '../../../../shared/otlp/fields';
import { Reader } from '../../wire/reader';
import type { PairTest } from '../match-value';

const tagOf = (field: number) => (field << 3) | WireType.bytes;
const KEY = tagOf(KeyValueField.key);
const VALUE = tagOf(KeyValueField.value);
const OBJECT = tagOf(AnyValueField.kvlist);
const ITEM = tagOf(ListField.values);

/**
 * A test for KeyValues whose value is an object, as loggers send them: `id` of `order: { id: 4711 }`. Names on the way may
 * hold dots themselves. Reads no value but the one that is asked for.
 */
export function nestedTest(names: readonly string[], holds: PairTest): PairTest {
  const ways = names.map((_, at): [key: Buffer, test: PairTest] => [
    Buffer.from(names.slice(0, at + 1).join('.')),
    at === names.length - 1 ? holds : nestedTest(names.slice(at + 1), holds),
  ]);
  const reader = new Reader(new Uint8Array(0));
  return (source, start, end) => {
    reader.over(source, start, end);
    enter(reader, VALUE);
    enter(reader, OBJECT);
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag !== ITEM) {
        reader.skip(tag);
        continue;
      }
      const item = reader.range();
      if (ways.some(([key, test]) => hasKey(source, item, reader.at, key) && test(source, item, reader.at)))
        return true;
    }
    return false;
  };
}

/** Goes into a field of a message; to the message's end where it is not there. */
function enter(reader: Reader, wanted: number): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === wanted) {
      reader.enter();
      return;
    }
    reader.skip(tag);
  }
}

/** Tells whether a KeyValue has a key, which comes first as every encoder writes it. */
function hasKey(source: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  let from = start + 2;
  let length = source[start + 1]!;
  if (source[start] !== KEY || length >= 128) {
    const reader = new Reader(source, start, end);
    for (let tag = reader.tag(); tag !== KEY; tag = reader.tag()) {
      if (tag === 0) return key.length === 0;
      reader.skip(tag);
    }
    from = reader.range();
    length = reader.at - from;
  }
  if (length !== key.length) return false;
  for (let at = 0; at < length; at++) if (source[from + at] !== key[at]) return false;
  return true;
}
