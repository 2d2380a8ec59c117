import { JsonReader, LIST, OBJECT } from './json-reader';
import { beginsWith, FIRST_KEY, knownKey, learnKey, passKnown, writeKnown } from './known-keys';
import { MalformedError } from './malformed-error';
import { KeyValue } from './schema/common';
import type { Field, FieldName, Message } from './schema/message';
import { writeScalar } from './write-scalar';
import { Writer } from './writer';

/** As deep as checkMessage goes: a message and its list count as two. */
const MAX_DEPTH = 100;

const NULL = 0x6e;

/**
 * Turns OTLP JSON text (ids as hex, 64-bit numbers as strings or numbers, lowerCamelCase names; OTLP specification,
 * "JSON Protobuf Encoding") into the protobuf message, so that both encodings share one path into the store. No value
 * is made on the way: a text costs its length, and no digit is lost. Ids in base64 and enums by name, as back ends
 * write them, are taken too. Unknown names are ignored as the specification asks; what is no JSON or of the wrong type
 * throws MalformedError.
 */
export function jsonToMessage(json: Uint8Array, message: Message): Uint8Array {
  const reader = new JsonReader(json);
  // The message is about half as long as its text: seldom does the buffer have to grow, and it is not copied at the end.
  const writer = new Writer(256 + json.length / 2);
  writeMessage(writer, reader, message, 0);
  reader.finish();
  return writer.view();
}

/** Writes the list that the reader is at as items of a repeated field. Throws MalformedError. */
export function writeItems(writer: Writer, reader: JsonReader, field: Field, depth = 0): void {
  if (reader.peek() !== LIST) throw new MalformedError(`${field.name} must be an array`);
  reader.open(LIST);
  if (field.message === KeyValue) writeAttributes(writer, reader, field, depth);
  else while (reader.more()) writeField(writer, reader, field, depth);
}

/** Attributes of a list whose beginnings are noted: more of them are a hostile list. */
export const MAX_LESSONS = 200;

function writeAttributes(writer: Writer, reader: JsonReader, field: Field, depth: number): void {
  let key = FIRST_KEY;
  let lessons = 0;
  while (reader.more()) {
    const known = knownKey(reader, key);
    if (known !== undefined && passKnown(reader, known)) {
      const start = writer.begin(field.number);
      writeKnown(writer, known, reader);
      writer.end(start);
      key = known;
      continue;
    }
    const { at } = reader;
    writeField(writer, reader, field, depth);
    key = lessons++ < MAX_LESSONS ? learnKey(reader.bytes, at, key) : FIRST_KEY;
  }
}

/** Writes the object that the reader is at as fields of a message. Throws MalformedError. */
export function writeMessage(writer: Writer, reader: JsonReader, message: Message, depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedError(`messages are nested deeper than ${MAX_DEPTH}`);
  openMessage(reader, message);
  for (let at = -1; reader.more(); ) {
    at = readName(reader, message, at);
    writeMember(writer, reader, message.names[at]?.field, depth);
  }
}

/** Goes into the object of a message. Throws MalformedError where there is none. */
export function openMessage(reader: JsonReader, { name }: Message): void {
  if (reader.peek() !== OBJECT) throw new MalformedError(`${name} must be an object`);
  reader.open(OBJECT);
}

/** Writes the member's value that the reader is at; passes it where the message has no such field. Throws MalformedError. */
export function writeMember(
  writer: Writer,
  reader: JsonReader,
  field: Field | undefined,
  depth: number,
): void {
  if (field === undefined || reader.peek() === NULL) reader.skip();
  else if (field.repeated) writeItems(writer, reader, field, depth);
  else writeField(writer, reader, field, depth);
}

function writeField(writer: Writer, reader: JsonReader, field: Field, depth: number): void {
  const { message, scalar } = field;
  if (message !== undefined) {
    const start = writer.begin(field.number);
    writeMessage(writer, reader, message, depth + 1);
    writer.end(start);
  } else if (scalar !== undefined) writeScalar(writer, reader, field, scalar);
}

/**
 * Reads the name of a member and returns its place among those of a message, -1 if it is none. It is probably the name that
 * came behind the same name before, or one of the next in the message.
 */
export function readName(reader: JsonReader, message: Message, last: number): number {
  const { names, next } = message;
  const learned = next[last + 1]!;
  if (passName(reader, names[learned])) return learned;
  for (let at = last + 1; at <= last + LIKELY_NAMES; at++) {
    if (!passName(reader, names[at])) continue;
    next[last + 1] = at;
    return at;
  }
  reader.key();
  const found = placeOfName(message, reader);
  if (found >= 0) next[last + 1] = found;
  return found;
}

/** Names that are compared before the text's own is looked for: spans leave few of their fields out. */
const LIKELY_NAMES = 4;

function passName(reader: JsonReader, name: FieldName | undefined): boolean {
  if (name === undefined || !beginsWith(reader.data, reader.at, reader.end, name.member)) return false;
  reader.at += name.member.length;
  return true;
}

function placeOfName({ names }: Message, reader: JsonReader): number {
  const { bytes, from, to, escaped } = reader;
  if (escaped) {
    const text = reader.text();
    return names.findIndex(name => name.text === text);
  }
  for (let at = 0; at < names.length; at++) if (isName(names[at]!.bytes, bytes, from, to)) return at;
  return -1;
}

function isName(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = from; at < to; at++) if (bytes[at] !== name[at - from]) return false;
  return true;
}
