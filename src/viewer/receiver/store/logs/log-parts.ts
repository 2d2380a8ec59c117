import { KeyValueField, LogRecordField, WireType } from '../../../../shared/otlp/fields';
import { Reader } from '../../wire/reader';
import { Writer } from '../../wire/writer';
import { Interner } from '../interner';
import { byKind } from './by-kind';
import { LetterPairs } from './letter-pairs';

const tagOf = (field: number) => (field << 3) | WireType.bytes;
const KEY = tagOf(KeyValueField.key);
/** Fields other than attributes. The kind of a part is its place here, or behind them that of its attribute's key. */
const TEXT_TAGS = [LogRecordField.body, LogRecordField.eventName, LogRecordField.severityText].map(tagOf);
const ATTRIBUTE = tagOf(LogRecordField.attributes);

export const BODY_KIND = 0;
export const EVENT_KIND = 1;

const reader = new Reader(new Uint8Array(0));
const writer = new Writer();

/**
 * Fields of log records that searches look into (body, event, the sender's word of severity, attributes), each distinct
 * field kept once and known by a number, so that a search looks at what a thousand records share a single time. Sealed, parts
 * of a kind lie side by side.
 *
 *   fields     |*.request received|2.http.route /cart|…     tag, length, contents
 *   kindStart  [0, 310, 310, 318, 325, …]                   bodies, events, severities, an attribute, another …
 */
export class LogParts {
  /** Tells whether a field is kept here. */
  static holds(tag: number): boolean {
    return tag === ATTRIBUTE || TEXT_TAGS.includes(tag);
  }

  fields = new Interner();
  readonly #keys = new Interner();
  /** Kind of each part, until they are sealed. */
  #kindOf = new Uint32Array(256);
  /** First part of each kind, once they are sealed. */
  #kindStart: Uint32Array | undefined;
  #pairs: readonly LetterPairs[] = [];

  get bytes(): number {
    return (
      this.fields.bytes + this.#keys.bytes + this.#kindOf.byteLength + this.#pairs.length * LetterPairs.bytes
    );
  }

  get count(): number {
    return this.fields.count;
  }

  /** The number of a field that begins at `from` in a message, and has its contents in `source[start .. end)`. */
  intern(tag: number, source: Uint8Array, from: number, start: number, end: number): number {
    if (source[from] === tag) return this.#intern(tag, source, from, end);
    // A tag can be written in more bytes than it needs.
    writer.clear();
    writer.rangeField(tag >>> 3, source, start, end);
    return this.#intern(tag, writer.bytes, 0, writer.length);
  }

  /** Kinds of attributes by a test of their key. */
  kindsWhere(holds: (arena: Uint8Array, from: number, to: number) => boolean): number[] {
    const keys = this.#keys;
    const found: number[] = [];
    for (let key = 0; key < keys.count; key++)
      if (holds(keys.arena, keys.startOf(key), keys.startOf(key + 1))) found.push(key + TEXT_TAGS.length);
    return found;
  }

  /** Kinds of an attribute by its key: none where no record has it, several only if a sender made keys collide. */
  kindsOf(key: Buffer): number[] {
    return this.kindsWhere((arena, from, to) => key.compare(arena, from, to) === 0);
  }

  /** Calls `use` with each part of a kind. */
  eachOf(kind: number, use: (part: number) => void): void {
    if (this.#kindStart === undefined) {
      for (let part = 0; part < this.count; part++) if (this.#kindOf[part] === kind) use(part);
    } else for (let part = this.#kindStart[kind]!; part < this.#kindStart[kind + 1]!; part++) use(part);
  }

  /** Sets the flags of all parts of a kind. */
  flagKind(kind: number, flags: Uint8Array): void {
    if (this.#kindStart !== undefined) flags.fill(1, this.#kindStart[kind]!, this.#kindStart[kind + 1]!);
    else for (let part = 0; part < this.count; part++) if (this.#kindOf[part] === kind) flags[part] = 1;
  }

  /** Runs of parts that may hold a text, but for those of some kinds where kinds are known by their place. */
  runsWith(text: Uint8Array, but: readonly number[]): (readonly [from: number, to: number])[] {
    const starts = this.#kindStart;
    if (starts === undefined) return [[0, this.count]];
    return this.#pairs.flatMap((pairs, kind) =>
      pairs.mayHold(text) && !but.includes(kind) ? [[starts[kind]!, starts[kind + 1]!] as const] : [],
    );
  }

  /** Place of a part's contents, which go to the beginning of the next part: behind tag and length. */
  contentsAt(part: number): number {
    const { arena } = this.fields;
    let at = this.fields.startOf(part) + 1;
    while (arena[at]! >= 0x80) at++;
    return at + 1;
  }

  /** Orders the parts by kind; returns the new number of each. Nothing can be interned any more. */
  seal(): Uint32Array {
    const { fields, starts, numbers } = byKind(
      this.fields,
      this.#kindOf,
      this.#keys.count + TEXT_TAGS.length,
    );
    this.fields = fields;
    this.#kindStart = starts;
    this.#pairs = Array.from(starts.subarray(1), (to, kind) => {
      return new LetterPairs(fields.arena, fields.startOf(starts[kind]!), fields.startOf(to));
    });
    this.#kindOf = new Uint32Array(0);
    this.#keys.seal();
    return numbers;
  }

  #intern(tag: number, source: Uint8Array, from: number, to: number): number {
    const before = this.fields.count;
    const part = this.fields.intern(source, from, to);
    if (this.fields.count > before) this.#noteKind(tag, part);
    return part;
  }

  #noteKind(tag: number, part: number): void {
    if (part >= this.#kindOf.length) {
      const larger = new Uint32Array(part * 2);
      larger.set(this.#kindOf);
      this.#kindOf = larger;
    }
    this.#kindOf[part] = tag === ATTRIBUTE ? this.#keyKind(part) : TEXT_TAGS.indexOf(tag);
  }

  #keyKind(part: number): number {
    const { arena } = this.fields;
    let from = 0;
    let to = 0;
    reader.over(arena, this.contentsAt(part), this.fields.startOf(part + 1));
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === KEY) {
        from = reader.range();
        to = reader.at;
      } else reader.skip(tag);
    }
    return this.#keys.intern(arena, from, to) + TEXT_TAGS.length;
  }
}
