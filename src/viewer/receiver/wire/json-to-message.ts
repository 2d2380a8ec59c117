import { JsonReader, LIST, OBJECT } from './json-reader';
import { FIRST_KEY, learnKey, writeKnown } from './known-keys';
import { MalformedError } from './malformed-error';
import { type Field, KeyValue, type Message } from './schema';
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
const MAX_LESSONS = 200;

function writeAttributes(writer: Writer, reader: JsonReader, field: Field, depth: number): void {
  let key = FIRST_KEY;
  let lessons = 0;
  while (reader.more()) {
    const known = writeKnown(writer, reader, field.number, key);
    if (known !== undefined) {
      key = known;
      continue;
    }
    const { at } = reader;
    writeField(writer, reader, field, depth);
    key = lessons++ < MAX_LESSONS ? learnKey(reader.bytes, at, key) : FIRST_KEY;
  }
}

function writeMessage(writer: Writer, reader: JsonReader, message: Message, depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedError(`messages are nested deeper than ${MAX_DEPTH}`);
  if (reader.peek() !== OBJECT) throw new MalformedError(`${message.name} must be an object`);
  reader.open(OBJECT);
  let at = 0;
  while (reader.more()) {
    reader.key();
    at = placeOfName(message, reader, at);
    const field = message.names[at]?.field;
    if (field === undefined || reader.peek() === NULL) reader.skip();
    else if (field.repeated) writeItems(writer, reader, field, depth);
    else writeField(writer, reader, field, depth);
  }
}

function writeField(writer: Writer, reader: JsonReader, field: Field, depth: number): void {
  const { message, scalar } = field;
  if (message !== undefined) {
    const start = writer.begin(field.number);
    writeMessage(writer, reader, message, depth + 1);
    writer.end(start);
  } else if (scalar !== undefined) writeScalar(writer, reader, field, scalar);
}

/** Place of the reader's last text among the names of a message, of which it is probably the next; -1 if it is none. */
function placeOfName({ names }: Message, reader: JsonReader, next: number): number {
  const { bytes, from, to, escaped } = reader;
  if (escaped) {
    const text = reader.text();
    return names.findIndex(name => name.text === text);
  }
  const first = Math.max(0, next);
  for (let at = first; at < names.length; at++) if (isName(names[at]!.bytes, bytes, from, to)) return at;
  for (let at = 0; at < first; at++) if (isName(names[at]!.bytes, bytes, from, to)) return at;
  return -1;
}

function isName(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = from; at < to; at++) if (bytes[at] !== name[at - from]) return false;
  return true;
}
