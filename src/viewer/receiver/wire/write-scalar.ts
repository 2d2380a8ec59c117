import type { JsonReader } from './json-reader';
import { MalformedError } from './malformed-error';
import type { Field, Scalar } from './schema/message';
import type { Writer } from './writer';

const QUOTE = 0x22;
const MINUS = 0x2d;
const TRUE = 0x74;
const FALSE = 0x66;

/** Writes the JSON value that the reader is at as a field without a message of its own. Throws MalformedError. */
export function writeScalar(writer: Writer, reader: JsonReader, field: Field, scalar: Scalar): void {
  if (scalar === 'string') writeText(writer, reader, field);
  else if (scalar === 'hex') writeId(writer, reader, field);
  else if (scalar === 'base64') writer.bytesField(field.number, Buffer.from(text(reader, field), 'base64'));
  else if (scalar === 'bool') writer.varintField(field.number, truth(reader, field));
  else if (scalar === 'double') writer.doubleField(field.number, double(reader, field));
  else writeInteger(writer, reader, field, scalar);
}

function writeText(writer: Writer, reader: JsonReader, field: Field): void {
  expectString(reader, field);
  if (reader.escaped) writer.stringField(field.number, reader.text());
  else writer.rangeField(field.number, reader.bytes, reader.from, reader.to);
}

function text(reader: JsonReader, field: Field): string {
  expectString(reader, field);
  return reader.text();
}

function expectString(reader: JsonReader, { name }: Field): void {
  if (reader.peek() !== QUOTE) throw new MalformedError(`${name} must be a string`);
  reader.string();
}

/** OTLP writes ids as hex; Tempo and others write them as protobuf's own JSON does, in base64, whose padding tells. */
function writeId(writer: Writer, reader: JsonReader, field: Field): void {
  expectString(reader, field);
  if (writer.hexField(field.number, reader.bytes, reader.from, reader.to)) return;
  const id = reader.text();
  if (id.length % 4 !== 0 || !/^[0-9a-z+/]+=+$/i.test(id))
    throw new MalformedError(`${field.name} must be hexadecimal`);
  writer.bytesField(field.number, Buffer.from(id, 'base64'));
}

function truth(reader: JsonReader, { name }: Field): boolean {
  const byte = reader.peek();
  if (byte !== TRUE && byte !== FALSE) throw new MalformedError(`${name} must be true or false`);
  reader.literal();
  return byte === TRUE;
}

/** Protobuf's JSON mapping writes NaN and the infinities as strings, and allows any number as one. */
function double(reader: JsonReader, { name }: Field): number {
  readNumber(reader);
  const number = reader.text();
  const value = number.trim() === '' ? Number.NaN : Number(number);
  if (Number.isNaN(value) && number !== 'NaN') throw new MalformedError(`${name} must be a number`);
  return value;
}

function writeInteger(writer: Writer, reader: JsonReader, field: Field, scalar: Scalar): void {
  readNumber(reader);
  if (!reader.digits()) readOtherInteger(reader, field);
  const { low, high } = reader;
  if (scalar === 'fixed64' || scalar === 'sfixed64') writer.fixed64Halves(field.number, low, high);
  else if (scalar === 'sint32') writer.varintField(field.number, zigzag(low));
  else if (scalar === 'fixed32') writer.fixed32Field(field.number, low);
  else writer.varintHalves(field.number, low, high);
}

/** Signed numbers whose small ones are short (protobuf.dev/programming-guides/encoding, "Signed Integers"). */
function zigzag(low: number): number {
  return ((low << 1) ^ (low >> 31)) >>> 0;
}

/** Reads an integer that is not digits alone: an enum's name, a sign, or a number that was written as a fraction. */
function readOtherInteger(reader: JsonReader, { name, enumeration }: Field): void {
  const written = reader.text();
  const value = enumeration?.[written] ?? integerFrom(written, name);
  const bits = BigInt.asUintN(64, BigInt(value));
  reader.low = Number(bits & 0xffff_ffffn);
  reader.high = Number(bits >> 32n);
}

function integerFrom(written: string, name: string): bigint {
  if (/^[+-]?\d{1,20}$/.test(written)) return BigInt(written);
  const number = written.trim() === '' ? Number.NaN : Number(written);
  if (!Number.isFinite(number)) throw new MalformedError(`${name} must be a whole number`);
  return BigInt(Math.trunc(number));
}

/** Reads a number, or a number in a string; other values leave no text. */
function readNumber(reader: JsonReader): void {
  const byte = reader.peek();
  if (byte === QUOTE) reader.string();
  else if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) reader.number();
  else reader.to = reader.from;
}
