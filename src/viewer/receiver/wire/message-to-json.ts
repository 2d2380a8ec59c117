import { MalformedError } from './malformed-error';
import { readDouble, within } from './read-value';
import { Reader } from './reader';
import type { Field, Message, Scalar } from './schema/message';
import { isPacked, wireOf } from './wire-type';

/** A message as OTLP JSON (OTLP specification, "JSON Protobuf Encoding"). */
export type JsonMessage = { [name: string]: JsonValue };
/** Any value in OTLP JSON. */
export type JsonValue = string | number | boolean | JsonValue[] | JsonMessage;

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const MAX_DEPTH = 100;

/**
 * Turns a protobuf message into OTLP JSON: exactly the fields that are on the wire, 64-bit numbers as strings.
 * Bytes that are not UTF-8 become U+FFFD. Throws MalformedError as checkMessage does.
 */
export function messageToJson(bytes: Uint8Array, message: Message): JsonMessage {
  return readMessage(new Reader(bytes), message, 0);
}

function readMessage(reader: Reader, message: Message, depth: number): JsonMessage {
  if (depth > MAX_DEPTH) throw new MalformedError(`messages are nested deeper than ${MAX_DEPTH}`);
  const json: JsonMessage = {};
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const field = message.byNumber[tag >>> 3];
    if (field !== undefined && (tag & 7) === wireOf(field)) {
      const value = readField(reader, field, depth);
      if (field.repeated) listIn(json, field).push(value);
      else json[field.name] = value;
    } else if (field !== undefined && isPacked(field, tag)) {
      const list = listIn(json, field);
      within(reader, packed => {
        while (packed.at < packed.end) list.push(readScalar(packed, field.scalar!));
      });
    } else reader.skip(tag);
  }
  return json;
}

function listIn(json: JsonMessage, { name }: Field): JsonValue[] {
  json[name] ??= [];
  return json[name] as JsonValue[];
}

function readField(reader: Reader, field: Field, depth: number): JsonValue {
  if (field.message === undefined) return readScalar(reader, field.scalar!);
  const outer = reader.enter();
  const json = readMessage(reader, field.message, depth + 1);
  reader.leave(outer);
  return json;
}

function readScalar(reader: Reader, scalar: Scalar): JsonValue {
  if (scalar === 'string') return UTF8.decode(readBytes(reader));
  if (scalar === 'hex' || scalar === 'base64') return Buffer.from(readBytes(reader)).toString(scalar);
  if (scalar === 'fixed32') return reader.fixed32();
  if (scalar === 'double') return readDouble(reader);
  if (scalar === 'fixed64' || scalar === 'sfixed64') {
    reader.fixed64();
    const bits = unsigned(reader);
    return (scalar === 'fixed64' ? bits : BigInt.asIntN(64, bits)).toString();
  }
  const low = reader.varint();
  if (scalar === 'uint32') return low;
  if (scalar === 'sint32') return (low >>> 1) ^ -(low & 1);
  if (scalar === 'bool') return low !== 0 || reader.high !== 0;
  return BigInt.asIntN(64, unsigned(reader)).toString();
}

function readBytes(reader: Reader): Uint8Array {
  const start = reader.range();
  return reader.bytes.subarray(start, reader.at);
}

function unsigned(reader: Reader): bigint {
  return (BigInt(reader.high) << 32n) | BigInt(reader.low);
}
