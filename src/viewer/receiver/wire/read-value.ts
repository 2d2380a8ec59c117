import { AnyValueField, KeyValueField, ListField, WireType } from '../../../shared/otlp/fields';
import type { Attributes, Value } from '../trace';
import { noAttributes } from './no-attributes';
import type { Reader } from './reader';

const { bytes, fixed64, varint } = WireType;
const KEY = (KeyValueField.key << 3) | bytes;
const VALUE = (KeyValueField.value << 3) | bytes;
const STRING = (AnyValueField.string << 3) | bytes;
const BOOL = (AnyValueField.bool << 3) | varint;
const INT = (AnyValueField.int << 3) | varint;
const DOUBLE = (AnyValueField.double << 3) | fixed64;
const ARRAY = (AnyValueField.array << 3) | bytes;
const KVLIST = (AnyValueField.kvlist << 3) | bytes;
const BYTES = (AnyValueField.bytes << 3) | bytes;
const ITEM = (ListField.values << 3) | bytes;

/** Reads the KeyValue at the reader, up to its end, into `into`. Bytes become base64, a missing value null. */
export function readKeyValue(reader: Reader, into: Attributes): void {
  let key = '';
  let value: Value = null;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === KEY) key = readText(reader);
    else if (tag === VALUE) value = within(reader, readAnyValue);
    else reader.skip(tag);
  }
  into[key] = value;
}

/** Reads the AnyValue at the reader, up to its end. Integers beyond 2^53 become strings, so that no digit is lost. */
export function readAnyValue(reader: Reader): Value {
  let value: Value = null;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === STRING) value = readText(reader);
    else if (tag === INT) value = readInteger(reader);
    else if (tag === BOOL) value = reader.varint() !== 0;
    else if (tag === DOUBLE) value = readDouble(reader);
    else if (tag === ARRAY) value = within(reader, readArray);
    else if (tag === KVLIST) value = within(reader, readAttributes);
    else if (tag === BYTES) value = bufferOf(reader).toString('base64');
    else reader.skip(tag);
  }
  return value;
}

/** Reads repeated KeyValues in field 1: a KeyValueList, and also a Resource's attributes. */
export function readAttributes(reader: Reader): Attributes {
  const attributes: Attributes = noAttributes();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === ITEM) within(reader, item => readKeyValue(item, attributes));
    else reader.skip(tag);
  }
  return attributes;
}

/** Reads a string; bytes that are not UTF-8 become U+FFFD. */
export function readText(reader: Reader): string {
  return bufferOf(reader).toString('utf8');
}

/** Reads bytes as hex: a trace id or span id. */
export function readHex(reader: Reader): string {
  return bufferOf(reader).toString('hex');
}

/** Lets `read` read the nested message at the reader. */
export function within<Result>(reader: Reader, read: (nested: Reader) => Result): Result {
  const outer = reader.enter();
  const result = read(reader);
  reader.leave(outer);
  return result;
}

function readArray(reader: Reader): Value[] {
  const values: Value[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === ITEM) values.push(within(reader, readAnyValue));
    else reader.skip(tag);
  }
  return values;
}

function readInteger(reader: Reader): Value {
  const low = reader.varint();
  if (reader.high === 0) return low;
  const value = BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(low));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

/** Reads a double; JSON has no numbers for infinities and NaN. */
export function readDouble(reader: Reader): number | string {
  const value = reader.double();
  return Number.isFinite(value) ? value : String(value);
}

function bufferOf(reader: Reader): Buffer {
  const { buffer, byteOffset } = reader.bytes;
  const start = reader.range();
  return Buffer.from(buffer, byteOffset + start, reader.at - start);
}
