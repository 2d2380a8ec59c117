import { readWord } from '../wire/read-word';
import { AttributePairs } from './attribute-pairs';
import { Interner } from './interner';
import { Origins } from './origins';
import type { SegmentParts } from './segment-parts';
import { createSpanColumns, SPAN_ROW_BYTES, type SpanColumns } from './span-columns';
import type { SpanFields } from './span-fields';
import { TraceColumns } from './traces/trace-columns';

/** Spans a segment can hold at most; also how many traces can begin in one. */
export const SEGMENT_SPANS = 32_768;

/** Bits of `marks` behind the kind's three. */
const STATUS_SHIFT = 3;
const HAS_EVENTS = 32;
/** The span's trace has left the store; its row is only waiting for its segment to leave too. */
const DEAD = 64;

interface Contents {
  readonly columns: SpanColumns;
  readonly names: Interner;
  readonly attributes: AttributePairs;
  readonly origins: Origins;
}

/**
 * A run of spans in the order they came, held in columns: a span is an index. Repeated values are kept once:
 * names, attributes (as encoded KeyValue messages) and origins.
 * Rare fields (events, links, trace state, status message) are kept as they came, as fields of a Span message.
 * The traces that were first seen in a segment have their rows here as well, and leave with it.
 */
export class Segment extends TraceColumns {
  /** A sealed segment; its spans have to be joined with traces. */
  static sealed(number: number, parts: SegmentParts): Segment {
    const segment = new Segment(number, parts.count, {
      columns: parts.columns,
      names: Interner.sealed(parts.names),
      attributes: AttributePairs.sealed(parts.attributes),
      origins: Origins.sealed(parts.origins),
    });
    segment.count = parts.count;
    segment.attributeIds = parts.attributeIds;
    segment.#kept = parts.kept;
    segment.isSealed = true;
    return segment;
  }

  readonly number: number;
  readonly capacity: number;
  count = 0;
  deadCount = 0;
  /** True once no span is added any more. */
  isSealed = false;

  readonly names: Interner;
  readonly attributes: AttributePairs;
  readonly origins: Origins;

  /** Ref of the span's trace, and of the span before it in that trace (-1: none). */
  readonly trace: Int32Array;
  readonly previous: Int32Array;
  readonly spanId: Int32Array;
  readonly parentId: Int32Array;
  readonly start: Uint32Array;
  readonly durationNs: Float64Array;
  readonly origin: Uint16Array;
  readonly name: Uint16Array;
  readonly flags: Uint16Array;
  readonly attributeStart: Uint32Array;
  readonly keptStart: Uint32Array;
  readonly #columns: SpanColumns;
  readonly #marks: Uint8Array;
  attributeIds = new Uint32Array(4096);
  #kept = new Uint8Array(4096);

  /** `capacity` is how many spans it can hold, SEGMENT_SPANS at most. */
  constructor(number: number, capacity: number, filled: Partial<Contents> = {}) {
    super(capacity);
    this.number = number;
    this.capacity = capacity;
    this.names = filled.names ?? new Interner();
    this.attributes = filled.attributes ?? new AttributePairs();
    this.origins = filled.origins ?? new Origins();
    this.trace = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
    const columns = filled.columns ?? createSpanColumns(capacity);
    this.#columns = columns;
    this.spanId = columns.spanId;
    this.parentId = columns.parentId;
    this.start = columns.start;
    this.durationNs = columns.durationNs;
    this.origin = columns.origin;
    this.name = columns.name;
    this.flags = columns.flags;
    this.#marks = columns.marks;
    this.attributeStart = columns.attributeStart;
    this.keptStart = columns.keptStart;
  }

  /** Memory held, in bytes: what is in use of the columns (untouched pages cost nothing) and all of the rest. */
  get bytes(): number {
    return (
      this.count * SPAN_ROW_BYTES +
      this.traceBytes +
      this.attributeIds.byteLength +
      this.#kept.length +
      this.names.bytes +
      this.attributes.bytes +
      this.origins.bytes
    );
  }

  /** Puts a span in; the caller has seen to it that there is room, and sets `trace` and `previous`. Returns its index. */
  append(source: Uint8Array, fields: SpanFields, origin: number): number {
    const index = this.count++;
    readId(source, fields.spanIdAt, this.spanId, index);
    if (fields.parentIdAt >= 0) readId(source, fields.parentIdAt, this.parentId, index);
    else this.parentId[index * 2] = this.parentId[index * 2 + 1] = 0;
    this.start[index * 2] = fields.startLow;
    this.start[index * 2 + 1] = fields.startHigh;
    this.durationNs[index] =
      (fields.endHigh - fields.startHigh) * 2 ** 32 + (fields.endLow - fields.startLow);
    this.origin[index] = origin;
    this.name[index] = this.names.intern(source, fields.nameAt, fields.nameEnd);
    this.flags[index] = fields.flags;
    this.#marks[index] = fields.kind | (fields.status << STATUS_SHIFT) | (fields.hasEvents ? HAS_EVENTS : 0);
    this.#appendAttributes(source, fields, index);
    this.#appendKept(source, fields, index);
    return index;
  }

  kindOf(index: number): number {
    return this.#marks[index]! & 7;
  }

  statusOf(index: number): number {
    return (this.#marks[index]! >> STATUS_SHIFT) & 3;
  }

  hasEvents(index: number): boolean {
    return (this.#marks[index]! & HAS_EVENTS) !== 0;
  }

  isDead(index: number): boolean {
    return (this.#marks[index]! & DEAD) !== 0;
  }

  kill(index: number): void {
    this.#marks[index]! |= DEAD;
    this.deadCount++;
  }

  hasParent(index: number): boolean {
    return this.parentId[index * 2] !== 0 || this.parentId[index * 2 + 1] !== 0;
  }

  /** The fields that were kept as they came, as a partial Span message. */
  keptOf(index: number): Uint8Array {
    return this.#kept.subarray(this.keptStart[index]!, this.keptStart[index + 1]!);
  }

  /** Takes the last spans out again, down to `count`; strings that they brought stay. */
  truncate(count: number): void {
    this.count = count;
  }

  /** Parts from which another thread makes the sealed segment its own. */
  get parts(): SegmentParts {
    const { count, attributeIds } = this;
    return {
      ...{ count, columns: this.#columns, attributeIds, kept: this.#kept },
      ...{ names: this.names.parts, attributes: this.attributes.parts, origins: this.origins.parts },
    };
  }

  /** Called when no span will be added any more: gives back spare room. */
  seal(): void {
    this.isSealed = true;
    this.sealTraces();
    this.attributeIds = this.attributeIds.slice(0, this.attributeStart[this.count]!);
    this.#kept = this.#kept.slice(0, this.keptStart[this.count]!);
    this.names.seal();
    this.attributes.seal();
    this.origins.seal();
  }

  #appendAttributes(
    source: Uint8Array,
    { attributes, attributeEnds, attributeIds, attributeIdCount }: SpanFields,
    index: number,
  ): void {
    let at = this.attributeStart[index]!;
    const next = at + attributeEnds / 2 + attributeIdCount;
    if (next > this.attributeIds.length) {
      const larger = new Uint32Array(Math.max(next, this.attributeIds.length * 2));
      larger.set(this.attributeIds);
      this.attributeIds = larger;
    }
    for (let i = 0; i < attributeEnds; i += 2)
      this.attributeIds[at++] = this.attributes.intern(source, attributes[i]!, attributes[i + 1]!);
    for (let i = 0; i < attributeIdCount; i++) this.attributeIds[at++] = attributeIds[i]!;
    this.attributeStart[index + 1] = next;
  }

  #appendKept(source: Uint8Array, fields: SpanFields, index: number): void {
    let at = this.keptStart[index]!;
    for (let i = 0; i < fields.keptEnds; i += 2) {
      const from = fields.kept[i]!;
      const to = fields.kept[i + 1]!;
      if (at + to - from > this.#kept.length) {
        const larger = new Uint8Array(Math.max(at + to - from, this.#kept.length * 2));
        larger.set(this.#kept);
        this.#kept = larger;
      }
      this.#kept.set(source.subarray(from, to), at);
      at += to - from;
    }
    this.keptStart[index + 1] = at;
  }
}

/** Reads an eight-byte id into two numbers, most significant byte first. */
function readId(source: Uint8Array, at: number, into: Int32Array, index: number): void {
  into[index * 2] = readWord(source, at);
  into[index * 2 + 1] = readWord(source, at + 4);
}
