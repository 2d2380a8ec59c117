import { JsonReader, LIST, OBJECT } from '../../wire/json-reader';
import { MalformedError } from '../../wire/malformed-error';

/** A value in a JSON text, not yet read. Files are read part by part, with a single span in memory at a time. */
export interface JsonPart {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Any JSON value; a whole number that a double cannot hold is a bigint. */
export type JsonTree =
  | string
  | number
  | bigint
  | boolean
  | null
  | JsonTree[]
  | { readonly [name: string]: JsonTree };

/** Values are read whole up to this size: a single span is no larger. */
const MAX_VALUE_BYTES = 4 * 2 ** 20;

/** Members of the objects around spans. */
const MAX_MEMBERS = 1000;

/** A number that may have more digits than a double. */
const LONG_NUMBER = /9\d{15}|\d{17}/;

/** True if a part begins as a list; the rest of it is not read. */
export function isList(part: JsonPart): boolean {
  return readerOf(part).peek() === LIST;
}

/** The items of a list, one after the other; none of a part that is no list. */
export function* itemsOf(part: JsonPart): Generator<JsonPart> {
  const reader = readerOf(part);
  if (reader.peek() !== LIST) return;
  reader.open(LIST);
  while (reader.more()) yield partAt(reader);
}

/** The members of an object by name; none of a part that is no object. Throws MalformedError when there are too many. */
export function membersOf(part: JsonPart): ReadonlyMap<string, JsonPart> {
  const members = new Map<string, JsonPart>();
  const reader = readerOf(part);
  if (reader.peek() !== OBJECT) return members;
  reader.open(OBJECT);
  while (reader.more()) {
    if (members.size === MAX_MEMBERS)
      throw new MalformedError(`the object at byte ${part.from} has more than ${MAX_MEMBERS} members`);
    reader.key();
    members.set(reader.text(), partAt(reader));
  }
  return members;
}

/** Reads a part as a value. Throws MalformedError when it is larger than a span can be. */
export function readPart({ bytes, from, to }: JsonPart): JsonTree {
  if (to - from > MAX_VALUE_BYTES)
    throw new MalformedError(`the value at byte ${from} is larger than ${MAX_VALUE_BYTES} bytes`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
  return LONG_NUMBER.test(text) ? treeAt(new JsonReader(bytes, from, to)) : JSON.parse(text);
}

function readerOf({ bytes, from, to }: JsonPart): JsonReader {
  return new JsonReader(bytes, from, to);
}

function partAt(reader: JsonReader): JsonPart {
  reader.skip();
  return { bytes: reader.bytes, from: reader.from, to: reader.to };
}

/** Reads it as JSON.parse does, except for long numbers. */
function treeAt(reader: JsonReader): JsonTree {
  const byte = reader.peek();
  if (byte === LIST) {
    const list: JsonTree[] = [];
    reader.open(LIST);
    while (reader.more()) list.push(treeAt(reader));
    return list;
  }
  if (byte === OBJECT) {
    const members: [string, JsonTree][] = [];
    reader.open(OBJECT);
    while (reader.more()) {
      reader.key();
      members.push([reader.text(), treeAt(reader)]);
    }
    return Object.fromEntries(members);
  }
  reader.skip();
  const text = Buffer.from(reader.bytes.subarray(reader.from, reader.to)).toString('utf8');
  if (!/^-?\d+$/.test(text) || Number.isSafeInteger(Number(text))) return JSON.parse(text);
  return BigInt(text);
}
