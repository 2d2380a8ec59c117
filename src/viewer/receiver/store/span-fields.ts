import { SpanField, SpanStatusField, WireType } from '../../../shared/otlp/fields';
import type { Reader } from '../wire/reader';

const { bytes, fixed32, fixed64, varint } = WireType;
const TRACE_ID = tag(SpanField.traceId, bytes);
const SPAN_ID = tag(SpanField.spanId, bytes);
const PARENT_ID = tag(SpanField.parentSpanId, bytes);
const NAME = tag(SpanField.name, bytes);
const KIND = tag(SpanField.kind, varint);
const START = tag(SpanField.startTimeUnixNano, fixed64);
const END = tag(SpanField.endTimeUnixNano, fixed64);
const ATTRIBUTES = tag(SpanField.attributes, bytes);
const STATUS = tag(SpanField.status, bytes);
const FLAGS = tag(SpanField.flags, fixed32);
const STATUS_CODE = tag(SpanStatusField.code, varint);
const STATUS_MESSAGE = tag(SpanStatusField.message, bytes);
/** Fields that a stored span keeps as they came: trace state, dropped counts, events and links. */
const KEPT = new Set([
  tag(SpanField.traceState, bytes),
  tag(SpanField.droppedAttributesCount, varint),
  tag(SpanField.events, bytes),
  tag(SpanField.droppedEventsCount, varint),
  tag(SpanField.links, bytes),
  tag(SpanField.droppedLinksCount, varint),
]);

/** Positions of the fields in an encoded span. All spans share a single object, so that reading allocates nothing. */
export class SpanFields {
  traceIdAt = -1;
  spanIdAt = -1;
  /** -1 when the span has no parent. */
  parentIdAt = -1;
  nameAt = 0;
  nameEnd = 0;
  kind = 0;
  status = 0;
  flags = 0;
  startLow = 0;
  startHigh = 0;
  endLow = 0;
  endHigh = 0;
  hasEvents = false;
  /** Pairs of offsets: each attribute's KeyValue. */
  attributes: Int32Array = new Int32Array(64);
  attributeEnds = 0;
  /** Attributes that the span's segment knows already, by their numbers. */
  attributeIds = new Uint32Array(64);
  attributeIdCount = 0;
  /** Pairs of offsets: runs of fields that are kept as they came. */
  kept: Int32Array = new Int32Array(16);
  keptEnds = 0;

  /** Reads the span at the reader, up to its end. An id of the wrong length counts as absent. */
  read(reader: Reader): void {
    this.clear();
    this.readSome(reader);
  }

  /** Reads further fields of the span. */
  readSome(reader: Reader): void {
    for (let before = reader.at, next = reader.tag(); next !== 0; before = reader.at, next = reader.tag()) {
      if (next === ATTRIBUTES) {
        const at = reader.range();
        this.attributes = push(this.attributes, this.attributeEnds, at, reader.at);
        this.attributeEnds += 2;
      } else if (next === TRACE_ID) this.traceIdAt = idOf(reader, 16);
      else if (next === SPAN_ID) this.spanIdAt = idOf(reader, 8);
      else if (next === PARENT_ID) this.parentIdAt = idOf(reader, 8);
      else if (next === NAME) {
        this.nameAt = reader.range();
        this.nameEnd = reader.at;
      } else if (next === KIND) this.kind = Math.min(reader.varint(), 7);
      else if (next === START) {
        reader.fixed64();
        this.startLow = reader.low;
        this.startHigh = reader.high;
      } else if (next === END) {
        reader.fixed64();
        this.endLow = reader.low;
        this.endHigh = reader.high;
      } else if (next === FLAGS) this.flags = reader.fixed32() & 0xffff;
      else if (next === STATUS) this.#readStatus(reader, before);
      else {
        reader.skip(next);
        if (KEPT.has(next)) this.#keep(before, reader.at);
        if (next === tag(SpanField.events, bytes)) this.hasEvents = true;
      }
    }
  }

  addAttributeId(id: number): void {
    if (this.attributeIdCount === this.attributeIds.length) {
      const larger = new Uint32Array(this.attributeIds.length * 2);
      larger.set(this.attributeIds);
      this.attributeIds = larger;
    }
    this.attributeIds[this.attributeIdCount++] = id;
  }

  clear(): void {
    this.traceIdAt = this.spanIdAt = this.parentIdAt = -1;
    this.nameAt = this.nameEnd = this.kind = this.status = this.flags = 0;
    this.startLow = this.startHigh = this.endLow = this.endHigh = 0;
    this.attributeEnds = this.attributeIdCount = this.keptEnds = 0;
    this.hasEvents = false;
  }

  #readStatus(reader: Reader, before: number): void {
    const outer = reader.enter();
    let message = false;
    for (let next = reader.tag(); next !== 0; next = reader.tag()) {
      if (next === STATUS_CODE) this.status = Math.min(reader.varint(), 3);
      else {
        reader.skip(next);
        if (next === STATUS_MESSAGE) message = true;
      }
    }
    reader.leave(outer);
    if (message) this.#keep(before, reader.at);
  }

  #keep(from: number, to: number): void {
    const { kept, keptEnds } = this;
    if (keptEnds > 0 && kept[keptEnds - 1] === from) kept[keptEnds - 1] = to;
    else {
      this.kept = push(kept, keptEnds, from, to);
      this.keptEnds += 2;
    }
  }
}

function idOf(reader: Reader, length: number): number {
  const at = reader.range();
  return reader.at - at === length ? idAt(reader.bytes, at, length) : -1;
}

/** The place of an id; -1 for zeros, which are none. */
export function idAt(bytes: Uint8Array, at: number, length: number): number {
  return allZero(bytes, at, at + length) ? -1 : at;
}

function allZero(source: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (source[at] !== 0) return false;
  return true;
}

function push(list: Int32Array, at: number, first: number, second: number): Int32Array {
  const target = at + 2 <= list.length ? list : grow(list);
  target[at] = first;
  target[at + 1] = second;
  return target;
}

function grow(list: Int32Array): Int32Array {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}

function tag(field: number, wire: number): number {
  return (field << 3) | wire;
}
