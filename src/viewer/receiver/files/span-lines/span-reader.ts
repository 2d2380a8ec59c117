import { SpanField } from '../../../../shared/otlp/fields';
import { idAt, SpanFields } from '../../store/span-fields';
import { type JsonReader, LIST, OBJECT } from '../../wire/json-reader';
import { openMessage, readName, writeMember } from '../../wire/json-to-message';
import { Reader } from '../../wire/reader';
import { Span } from '../../wire/schema/traces';
import { Writer } from '../../wire/writer';
import type { KnownAttributes } from './known-attributes';

/** Depth of a span's message within a request, as `writeItems` counts. */
const DEPTH = 3;
const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSER = 0x7d;
const ZERO = 0x30;
/** Digits of a time between 2001 and 2286. */
const TIME_DIGITS = 19;
const MAX_SMALL_DIGITS = 6;

/** Reads spans as OTLP JSON has them. Fields in the form that every exporter writes take a way of their own. */
export class SpanReader {
  readonly fields = new SpanFields();
  readonly #writer = new Writer();
  readonly #reader = new Reader(new Uint8Array(0));

  /** The bytes that `fields` tell places of. */
  get message(): Uint8Array {
    return this.#writer.bytes;
  }

  /** Reads the span that the reader is at into `fields`. Throws MalformedError. */
  read(reader: JsonReader, attributes: KnownAttributes): void {
    const writer = this.#writer;
    writer.clear();
    this.fields.clear();
    openMessage(reader, Span);
    for (let at = -1; reader.more(); ) {
      at = readName(reader, Span, at);
      const field = Span.names[at]?.field;
      if (field?.number === SpanField.attributes && reader.peek() === LIST)
        attributes.readList(reader, this.fields);
      else if (field === undefined || !this.#readUsual(reader, field.number)) {
        const from = writer.length;
        writeMember(writer, reader, field, DEPTH);
        this.fields.readSome(this.#reader.over(writer.bytes, from, writer.length));
      }
    }
  }

  /** Reads a field whose value has its usual form; false, with nothing read, for others. */
  #readUsual(reader: JsonReader, field: number): boolean {
    const { fields } = this;
    if (field === SpanField.traceId) {
      const at = this.#id(reader, field, 16);
      if (at >= 0) fields.traceIdAt = idAt(this.#writer.bytes, at, 16);
      return at >= 0;
    }
    if (field === SpanField.spanId) {
      const at = this.#id(reader, field, 8);
      if (at >= 0) fields.spanIdAt = idAt(this.#writer.bytes, at, 8);
      return at >= 0;
    }
    if (field === SpanField.parentSpanId) {
      const at = this.#id(reader, field, 8);
      if (at >= 0) fields.parentIdAt = idAt(this.#writer.bytes, at, 8);
      return at >= 0;
    }
    if (field === SpanField.startTimeUnixNano) {
      if (!passTime(reader)) return false;
      fields.startLow = reader.low;
      fields.startHigh = reader.high;
      return true;
    }
    if (field === SpanField.endTimeUnixNano) {
      if (!passTime(reader)) return false;
      fields.endLow = reader.low;
      fields.endHigh = reader.high;
      return true;
    }
    if (field === SpanField.kind || field === SpanField.flags) {
      const number = passSmallNumber(reader);
      if (number < 0) return false;
      if (field === SpanField.kind) fields.kind = Math.min(number, 7);
      else fields.flags = number & 0xffff;
      return true;
    }
    return field === SpanField.status && passEmptyObject(reader);
  }

  /** Writes the id that the reader is at; returns its place, or -1 where there is another value. */
  #id(reader: JsonReader, field: number, length: number): number {
    const { bytes, at } = reader;
    const from = at + 1;
    const to = from + 2 * length;
    if (to >= reader.end || bytes[at] !== QUOTE || bytes[to] !== QUOTE) return -1;
    if (!this.#writer.hexField(field, bytes, from, to)) return -1;
    reader.at = to + 1;
    return this.#writer.length - length;
  }
}

/** Passes a time in nanoseconds, in quotes, into the reader's halves; false, with nothing passed, for other values. */
function passTime(reader: JsonReader): boolean {
  const { bytes, at } = reader;
  const to = at + 1 + TIME_DIGITS;
  if (to >= reader.end || bytes[at] !== QUOTE || bytes[to] !== QUOTE) return false;
  reader.from = at + 1;
  reader.to = to;
  if (!reader.digits()) return false;
  reader.at = to + 1;
  return true;
}

/** Passes a whole number of a few digits and returns it; -1 for other values. */
function passSmallNumber(reader: JsonReader): number {
  const { bytes, at } = reader;
  const end = Math.min(reader.end, at + MAX_SMALL_DIGITS + 1);
  let number = 0;
  let to = at;
  for (; to < end; to++) {
    const digit = bytes[to]! - ZERO;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  const isWhole = to > at && to < end && (bytes[at] !== ZERO || to === at + 1);
  if (!isWhole || (bytes[to] !== COMMA && bytes[to] !== CLOSER)) return -1;
  reader.at = to;
  return number;
}

/** Passes `{}`; false, with nothing passed, for other values. */
function passEmptyObject(reader: JsonReader): boolean {
  const { bytes, at } = reader;
  if (at + 1 >= reader.end || bytes[at] !== OBJECT || bytes[at + 1] !== CLOSER) return false;
  reader.at = at + 2;
  return true;
}
