/** Encodings of a field: on the wire by protobuf, in JSON by the OTLP specification ("hex" and "base64" are bytes). */
export type Scalar =
  | 'string'
  | 'hex'
  | 'base64'
  | 'bool'
  | 'uint32'
  | 'sint32'
  | 'int64'
  | 'fixed64'
  | 'sfixed64'
  | 'fixed32'
  | 'double';

/** Field of a message; `message` is set instead of `scalar` when the field is a message of its own. */
export interface Field {
  readonly number: number;
  readonly name: string;
  readonly repeated: boolean;
  readonly scalar?: Scalar;
  readonly message?: Message;
  /** The numbers of an enum's names in JSON. */
  readonly enumeration?: Enumeration;
}

/** Numbers by the names that protobuf's JSON mapping has for them: `SPAN_KIND_SERVER`. */
export type Enumeration = { readonly [name: string]: number };

/** Text that others are compared with by words. Its length stands beside it: a view's own is a call each time. */
export interface Beginning {
  readonly words: DataView;
  readonly length: number;
}

/** Copies a text, to be compared by words. */
export function beginningOf(text: Uint8Array): Beginning {
  return { words: new DataView(Uint8Array.from(text).buffer), length: text.length };
}

/** A name of a field in JSON text. */
export interface FieldName {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The name as a member of an object begins, up to its value: `"traceId":`. */
  readonly member: Beginning;
  readonly field: Field;
}

/** OTLP message: its fields by number and by JSON name (lowerCamelCase; before 1.0 some had another). */
export interface Message {
  readonly name: string;
  readonly byNumber: readonly (Field | undefined)[];
  readonly names: readonly FieldName[];
  /** Place of the name that came last behind each name, as a text had it: at 0 behind none, at 1 behind the first. */
  readonly next: Int16Array;
}

/** Names that a message has at most, and one for its beginning. */
const MAX_NAMES = 32;

export const one = (number: number, name: string, type: Scalar | Message): Field =>
  field(number, name, type, false);
export const many = (number: number, name: string, type: Scalar | Message): Field =>
  field(number, name, type, true);
export const choice = (number: number, name: string, enumeration: Enumeration): Field => ({
  ...one(number, name, 'uint32'),
  enumeration,
});

function field(number: number, name: string, type: Scalar | Message, repeated: boolean): Field {
  return typeof type === 'string'
    ? { number, name, repeated, scalar: type }
    : { number, name, repeated, message: type };
}

export function message(
  name: string,
  fields: readonly Field[],
  oldNames: { [name: string]: Field } = {},
): Message {
  const created = fill(emptyMessage(name), fields);
  for (const [old, meant] of Object.entries(oldNames)) addName(created, old, meant);
  return created;
}

/** Message without fields, to be filled. */
export function emptyMessage(name: string): Message {
  return { name, byNumber: [], names: [], next: new Int16Array(MAX_NAMES) };
}

/** Gives an empty message its fields: the way to a message that holds itself. */
export function fill(empty: Message, fields: readonly Field[]): Message {
  for (const each of fields) {
    (empty.byNumber as (Field | undefined)[])[each.number] = each;
    addName(empty, each.name, each);
  }
  return empty;
}

function addName({ names }: Message, text: string, meant: Field): void {
  const member = beginningOf(Buffer.from(`"${text}":`));
  (names as FieldName[]).push({ text, bytes: Buffer.from(text), member, field: meant });
}

/** Numbers by their names in JSON. */
export function named(prefix: string, numbers: { readonly [name: string]: number }): Enumeration {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, number]) => [prefix + name.toUpperCase(), number]),
  );
}
