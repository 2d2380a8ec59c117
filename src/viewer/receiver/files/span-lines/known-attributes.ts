import type { AttributePairs } from '../../store/attribute-pairs';
import type { SpanFields } from '../../store/span-fields';
import { type JsonReader, LIST } from '../../wire/json-reader';
import { MAX_LESSONS, writeMessage } from '../../wire/json-to-message';
import {
  endKnown,
  FIRST_KEY,
  isSame,
  type KnownKey,
  type KnownValues,
  knownKey,
  learnKey,
  numberOf,
  passKnown,
  writeKnown,
} from '../../wire/known-keys';
import { KeyValue } from '../../wire/schema/common';
import { Writer } from '../../wire/writer';

/** Depth of an attribute's message within a request, as `writeItems` counts. */
const DEPTH = 4;
/** Values of a key that are remembered, each at the place that its bytes lead to. A power of two. */
const VALUES = 16;

/** Values of a key whose number in the segment is known. */
class Values implements KnownValues {
  readonly owner: object;
  /** Numbers of the pairs plus 1; 0 at a free place. */
  readonly pairs = new Int32Array(VALUES);
  /** Lengths of texts; whole numbers. */
  readonly numbers = new Float64Array(VALUES);
  /** Number of the last text's pair, or -1, and the text's length. */
  last = -1;
  lastLength = 0;

  constructor(owner: object) {
    this.owner = owner;
  }
}

/** Reads attributes of spans of a segment as numbers of its pairs. A known key with a recent value costs two comparisons. */
export class KnownAttributes {
  readonly #pairs: AttributePairs;
  readonly #writer = new Writer();
  #arena: Uint8Array<ArrayBuffer>;
  #data: DataView;

  constructor(pairs: AttributePairs) {
    this.#pairs = pairs;
    this.#arena = pairs.pairs.arena;
    this.#data = new DataView(this.#arena.buffer);
  }

  /** Reads the list of attributes that the reader is at. Throws MalformedError. */
  readList(reader: JsonReader, fields: SpanFields): void {
    reader.open(LIST);
    let key = FIRST_KEY;
    let lessons = 0;
    while (reader.more()) {
      const known = knownKey(reader, key);
      const pair = known === undefined ? -1 : this.#knownPair(known, reader);
      if (pair >= 0) {
        fields.addAttributeId(pair);
        key = known!;
        continue;
      }
      reader.peek();
      const { at } = reader;
      this.#writer.clear();
      writeMessage(this.#writer, reader, KeyValue, DEPTH);
      fields.addAttributeId(this.#intern());
      key = lessons++ < MAX_LESSONS ? learnKey(reader.bytes, at, key) : FIRST_KEY;
    }
  }

  /** Passes the attribute with this key; -1 where it has to be read in full. */
  #knownPair(key: KnownKey, reader: JsonReader): number {
    const values = this.#valuesOf(key);
    const { last, lastLength } = values;
    // Nearly half of all values are that of the span before.
    if (last >= 0 && this.#isAt(last, lastLength, reader) && endKnown(reader, reader.from + lastLength, true))
      return last;
    if (!passKnown(reader, key)) return -1;
    if (!key.isText) return this.#numberPair(key, values, reader);
    values.last = this.#textPair(key, values, reader);
    values.lastLength = reader.to - reader.from;
    return values.last;
  }

  #textPair(key: KnownKey, { pairs, numbers }: Values, reader: JsonReader): number {
    const { bytes, from, to } = reader;
    const length = to - from;
    const place =
      (length + bytes[from]! * 3 + bytes[from + (length >> 1)]! * 5 + bytes[to - 1]! * 7) & (VALUES - 1);
    const recent = pairs[place]! - 1;
    if (recent >= 0 && numbers[place] === length && this.#isAt(recent, length, reader)) return recent;
    const pair = this.#read(key, reader);
    pairs[place] = pair + 1;
    numbers[place] = length;
    return pair;
  }

  #numberPair(key: KnownKey, { pairs, numbers }: Values, reader: JsonReader): number {
    const number = numberOf(reader.bytes, reader.from, reader.to);
    const place = number % VALUES;
    if (pairs[place] !== 0 && numbers[place] === number) return pairs[place]! - 1;
    const pair = this.#read(key, reader);
    pairs[place] = pair + 1;
    numbers[place] = number;
    return pair;
  }

  #valuesOf(key: KnownKey): Values {
    const { values } = key;
    if (values?.owner === this) return values as Values;
    const fresh = new Values(this);
    key.values = fresh;
    return fresh;
  }

  /** True if the reader's `from` is at the text of a pair: a text is the last of its KeyValue. */
  #isAt(pair: number, length: number, { data, from, end }: JsonReader): boolean {
    const { pairs } = this.#pairs;
    if (pairs.arena !== this.#arena) {
      this.#arena = pairs.arena;
      this.#data = new DataView(this.#arena.buffer);
    }
    return from + length <= end && isSame(data, from, this.#data, pairs.startOf(pair + 1) - length, length);
  }

  #read(key: KnownKey, reader: JsonReader): number {
    this.#writer.clear();
    writeKnown(this.#writer, key, reader);
    return this.#intern();
  }

  #intern(): number {
    return this.#pairs.intern(this.#writer.bytes, 0, this.#writer.length);
  }
}
