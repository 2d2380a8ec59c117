import { MalformedError } from './malformed-error';
import type { Field, Message, Scalar } from './schema';
import { Writer } from './writer';

/** As deep as checkMessage goes: a message and its list count as two. */
const MAX_DEPTH = 100;

/**
 * Turns OTLP JSON (ids as hex, 64-bit numbers as strings or numbers, lowerCamelCase names; OTLP specification,
 * "JSON Protobuf Encoding") into the protobuf message, so that both encodings share one path into the store.
 * Unknown names are ignored as the specification asks; a value of the wrong type throws MalformedError.
 */
export function jsonToMessage(json: unknown, message: Message): Uint8Array {
  const writer = new Writer();
  writeMessage(writer, json, message, 0);
  return writer.finish();
}

function writeMessage(writer: Writer, json: unknown, message: Message, depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedError(`messages are nested deeper than ${MAX_DEPTH}`);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new MalformedError(`${message.name} must be an object`);
  }
  for (const [name, value] of Object.entries(json)) {
    const field = message.byName.get(name);
    if (field === undefined || value === null) continue;
    if (!field.repeated) writeField(writer, field, value, depth);
    else if (!Array.isArray(value)) throw new MalformedError(`${message.name}.${name} must be an array`);
    else for (const item of value) writeField(writer, field, item, depth);
  }
}

function writeField(writer: Writer, field: Field, value: unknown, depth: number): void {
  const { message, scalar } = field;
  if (message !== undefined) {
    writer.messageField(field.number, () => writeMessage(writer, value, message, depth + 1));
  } else if (scalar !== undefined) writeScalar(writer, field, scalar, value);
}

function writeScalar(writer: Writer, field: Field, scalar: Scalar, value: unknown): void {
  const { number, name } = field;
  if (scalar === 'string') writer.stringField(number, text(value, name));
  else if (scalar === 'hex') writer.bytesField(number, fromHex(text(value, name), name));
  else if (scalar === 'base64') writer.bytesField(number, Buffer.from(text(value, name), 'base64'));
  else if (scalar === 'bool') writer.varintField(number, truth(value, name));
  else if (scalar === 'double') writer.doubleField(number, double(value, name));
  else if (scalar === 'fixed64') writer.fixed64Field(number, integer(value, name));
  else if (scalar === 'fixed32')
    writer.fixed32Field(number, Number(BigInt.asUintN(32, integer(value, name))));
  else writer.varintField(number, integer(value, name));
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new MalformedError(`${name} must be a string`);
  return value;
}

function truth(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw new MalformedError(`${name} must be true or false`);
  return value;
}

function fromHex(hex: string, name: string): Uint8Array {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex))
    throw new MalformedError(`${name} must be hexadecimal`);
  return Buffer.from(hex, 'hex');
}

function double(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  // protobuf's JSON mapping writes these three as strings, and allows any number as one.
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value);
  throw new MalformedError(`${name} must be a number`);
}

function integer(value: unknown, name: string): bigint {
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value)) return BigInt(value);
  throw new MalformedError(`${name} must be a whole number`);
}
