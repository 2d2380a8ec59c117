import type { Attributes } from '@opentelemetry/api';
import { AnyValueField, KeyValueField, ListField, WireType } from '../../../../shared/otlp/fields';
import { type ByteSink, maxUtf8Bytes } from '../byte-sink';
import { attributeKey, type EncodedKey, keepPair, writePair } from './protobuf-keys';
import {
  closeMessage,
  LOOP_UP_TO_CHARS,
  openMessage,
  varintSize,
  writeText,
  writeVarint32,
  writeVarint64,
} from './protobuf-primitives';

const KEY = (KeyValueField.key << 3) | WireType.bytes;
const VALUE = (KeyValueField.value << 3) | WireType.bytes;
const LIST_ITEM = (ListField.values << 3) | WireType.bytes;
const STRING = (AnyValueField.string << 3) | WireType.bytes;
const BOOL = (AnyValueField.bool << 3) | WireType.varint;
const INT = (AnyValueField.int << 3) | WireType.varint;
const DOUBLE = (AnyValueField.double << 3) | WireType.fixed64;
const ARRAY = (AnyValueField.array << 3) | WireType.bytes;
const KVLIST = (AnyValueField.kvlist << 3) | WireType.bytes;
const BYTES = (AnyValueField.bytes << 3) | WireType.bytes;
const TWO_63 = 2 ** 63;
const hasOwn = Object.prototype.hasOwnProperty;

/** Writes each attribute as a KeyValue field with the one-byte `tag`. */
export function writeAttributes(sink: ByteSink, tag: number, attributes: Attributes): void {
  for (const name in attributes) {
    if (!hasOwn.call(attributes, name)) continue;
    writeAttribute(sink, tag, name, attributes[name]);
  }
}

/** Writes a list of keys, each followed by its value, as KeyValue fields. */
export function writeAttributeList(sink: ByteSink, tag: number, list: readonly unknown[]): void {
  for (let i = 0; i < list.length; i += 2) writeAttribute(sink, tag, list[i] as string, list[i + 1]);
}

/** Writes a list that many spans share: encodes it once and copies the bytes from then on, always with one `tag`. */
export function writeSharedAttributes(
  sink: ByteSink,
  tag: number,
  shared: { readonly list: readonly unknown[]; encoded: Uint8Array | undefined },
): void {
  if (shared.encoded === undefined) {
    const start = sink.end;
    writeAttributeList(sink, tag, shared.list);
    shared.encoded = Uint8Array.prototype.slice.call(sink.bytes, start, sink.end);
  } else sink.append(shared.encoded);
}

/** Writes the content of an AnyValue; nothing for null, undefined and values that OTLP cannot hold. */
export function writeAnyValue(sink: ByteSink, value: unknown): void {
  sink.reserve(16);
  if (typeof value === 'string') writeText(sink, STRING, value);
  else if (typeof value === 'number') sink.end = writeNumber(sink, sink.end, value);
  else if (typeof value === 'boolean') {
    sink.bytes[sink.end++] = BOOL;
    sink.bytes[sink.end++] = value ? 1 : 0;
  } else if (value instanceof Uint8Array) {
    sink.bytes[sink.end++] = BYTES;
    sink.end = writeVarint32(sink.bytes, sink.end, value.length);
    sink.append(value);
  } else if (Array.isArray(value)) {
    const array = openMessage(sink, ARRAY);
    for (const item of value) {
      const start = openMessage(sink, LIST_ITEM);
      writeAnyValue(sink, item);
      closeMessage(sink, start);
    }
    closeMessage(sink, array);
  } else if (typeof value === 'object' && value !== null) {
    const list = openMessage(sink, KVLIST);
    for (const [name, item] of Object.entries(value)) writeRareAttribute(sink, LIST_ITEM, name, item);
    closeMessage(sink, list);
  }
}

function writeAttribute(sink: ByteSink, tag: number, name: string, value: unknown): void {
  const key = attributeKey(name);
  if (key === undefined) writeRareAttribute(sink, tag, name, value);
  else if (key.value === value && key.pair !== undefined) writePair(sink, tag, key.pair);
  else if (typeof value === 'string') writeStringAttribute(sink, tag, key, value);
  else if (typeof value === 'number') writeNumberAttribute(sink, tag, key, value);
  else writeRareAttribute(sink, tag, name, value);
}

/** Writes any key with any value and fills in the lengths afterwards. */
function writeRareAttribute(sink: ByteSink, tag: number, name: string, value: unknown): void {
  const pair = openMessage(sink, tag);
  writeText(sink, KEY, name);
  const start = openMessage(sink, VALUE);
  writeAnyValue(sink, value);
  closeMessage(sink, start);
  closeMessage(sink, pair);
}

/** Writes a string with its key. All lengths follow from that of the text, so only text that is not ASCII is moved. */
function writeStringAttribute(sink: ByteSink, tag: number, key: EncodedKey, value: string): void {
  const chars = value.length;
  if (chars <= LOOP_UP_TO_CHARS && writeShortAscii(sink, tag, key, value)) return;
  sink.reserve(32 + key.size + maxUtf8Bytes(value));
  const { bytes, end } = sink;
  const textAt = stringHeaderEnd(end, key.size, chars);
  const size = bytes.utf8Write(value, textAt);
  const movedTo = size === chars ? textAt : stringHeaderEnd(end, key.size, size);
  if (movedTo !== textAt) bytes.copyWithin(movedTo, textAt, textAt + size);
  const textField = 1 + varintSize(size) + size;
  const pairSize = key.size + 1 + varintSize(textField) + textField;
  bytes[end] = tag;
  let at = writeVarint32(bytes, end + 1, pairSize);
  bytes.set(key.bytes, at);
  at += key.size;
  bytes[at] = VALUE;
  at = writeVarint32(bytes, at + 1, textField);
  bytes[at] = STRING;
  at = writeVarint32(bytes, at + 1, size);
  sink.end = at + size;
}

/**
 * Writes a short string, all of whose lengths fit a byte. False at a character that is not ASCII: the caller then
 * writes over the bytes.
 */
function writeShortAscii(sink: ByteSink, tag: number, key: EncodedKey, value: string): boolean {
  const chars = value.length;
  sink.reserve(32 + key.size + chars);
  const { bytes } = sink;
  const start = sink.end;
  bytes[start] = tag;
  bytes[start + 1] = key.size + 4 + chars;
  bytes.set(key.bytes, start + 2);
  let at = start + 2 + key.size;
  bytes[at] = VALUE;
  bytes[at + 1] = chars + 2;
  bytes[at + 2] = STRING;
  bytes[at + 3] = chars;
  at += 4;
  for (let i = 0; i < chars; i++) {
    const code = value.charCodeAt(i);
    if (code > 0x7f) return false;
    bytes[at + i] = code;
  }
  sink.end = at + chars;
  keepPair(sink, start, key, value);
  return true;
}

function writeNumberAttribute(sink: ByteSink, tag: number, key: EncodedKey, value: number): void {
  sink.reserve(32 + key.size);
  const { bytes } = sink;
  const start = sink.end;
  bytes.set(key.bytes, start + 2);
  const valueAt = start + key.size + 4;
  const end = writeNumber(sink, valueAt, value);
  bytes[start] = tag;
  bytes[start + 1] = end - start - 2;
  bytes[valueAt - 2] = VALUE;
  bytes[valueAt - 1] = end - valueAt;
  sink.end = end;
  keepPair(sink, start, key, value);
}

/** Writes a whole number as an int, any other as a double, as the official serializer does. */
function writeNumber(sink: ByteSink, at: number, value: number): number {
  if (Number.isInteger(value) && value >= -TWO_63 && value < TWO_63) {
    sink.bytes[at] = INT;
    return writeVarint64(sink.bytes, at + 1, value);
  }
  sink.bytes[at] = DOUBLE;
  sink.view.setFloat64(at + 1, value, true);
  return at + 9;
}

/** Position of the text in a KeyValue that starts at `at`, if the text takes `size` bytes. */
function stringHeaderEnd(at: number, keySize: number, size: number): number {
  const textField = 1 + varintSize(size) + size;
  const pairSize = keySize + 1 + varintSize(textField) + textField;
  return at + 1 + varintSize(pairSize) + keySize + 1 + varintSize(textField) + 1 + varintSize(size);
}
