/** Columns of a segment's spans: a span is an index. */
export interface SpanColumns {
  /** Two halves each; a parent of 0, 0 is none. */
  readonly spanId: Int32Array;
  readonly parentId: Int32Array;
  /** Unix nanoseconds: low half, high half. */
  readonly start: Uint32Array;
  /** Nanoseconds; below zero when the span says that it ended before it started. */
  readonly durationNs: Float64Array;
  readonly origin: Uint16Array;
  readonly name: Uint16Array;
  readonly flags: Uint16Array;
  /** Kind in the low three bits, status in the next two, then marks. */
  readonly marks: Uint8Array;
  /** Span i has the attributes attributeIds[attributeStart[i] .. attributeStart[i + 1]), and likewise its kept bytes. */
  readonly attributeStart: Uint32Array;
  readonly keptStart: Uint32Array;
}

/** Fixed bytes a span takes: these columns, and the refs of its trace and the span before it. */
export const SPAN_ROW_BYTES = 56;

export function createSpanColumns(capacity: number): SpanColumns {
  return {
    spanId: new Int32Array(capacity * 2),
    parentId: new Int32Array(capacity * 2),
    start: new Uint32Array(capacity * 2),
    durationNs: new Float64Array(capacity),
    origin: new Uint16Array(capacity),
    name: new Uint16Array(capacity),
    flags: new Uint16Array(capacity),
    marks: new Uint8Array(capacity),
    attributeStart: new Uint32Array(capacity + 1),
    keptStart: new Uint32Array(capacity + 1),
  };
}
