import { KeyValueField, WireType } from '../../../../shared/otlp/fields';
import { isFull } from '../../../memory/share';
import type { ByteSink } from '../byte-sink';

/** Attribute key as the first field of a KeyValue: tag, length, text. */
export interface EncodedKey {
  readonly size: number;
  readonly bytes: Uint8Array;
  /** Latest short value, and the KeyValue of both once that value has come twice in a row: methods and routes mostly do. */
  value: string | number | undefined;
  pair: Uint8Array | undefined;
}

const KEY = (KeyValueField.key << 3) | WireType.bytes;
/**
 * Longest key that is kept; longer keys take the general path. With these, the lengths around a short value fit a byte.
 */
const MAX_KEY_CHARS = 80;
/**
 * Most keys that are kept: instrumentations use some two hundred, but keys made up for each request would fill the
 * memory.
 */
const MAX_KEYS = 2048;

let keys = new Map<string, EncodedKey>();

/** Encodes a key and keeps it; undefined for a key that is long or not ASCII. */
export function attributeKey(name: string): EncodedKey | undefined {
  return keys.get(name) ?? encodeKey(name);
}

function encodeKey(name: string): EncodedKey | undefined {
  const size = Buffer.byteLength(name);
  if (size > MAX_KEY_CHARS || size !== name.length) return undefined;
  const bytes = Buffer.allocUnsafeSlow(size + 2);
  bytes[0] = KEY;
  bytes[1] = size;
  bytes.write(name, 2, 'latin1');
  const key = { size: size + 2, bytes, value: undefined, pair: undefined };
  // Start afresh, which is cheaper than keeping an order of use; the keys in use come back within a request.
  if (isFull(keys.size, MAX_KEYS)) keys = new Map();
  keys.set(name, key);
  return key;
}

/** Writes a KeyValue that was kept. */
export function writePair(sink: ByteSink, tag: number, pair: Uint8Array): void {
  sink.reserve(1 + pair.length);
  sink.bytes[sink.end] = tag;
  sink.bytes.set(pair, sink.end + 1);
  sink.end += 1 + pair.length;
}

/** Keeps the KeyValue that ends the sink, without its tag, if its value has come twice in a row. */
export function keepPair(sink: ByteSink, start: number, key: EncodedKey, value: string | number): void {
  const isRepeated = key.value === value;
  key.value = value;
  key.pair = isRepeated ? Uint8Array.prototype.slice.call(sink.bytes, start + 1, sink.end) : undefined;
}
