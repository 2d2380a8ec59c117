/** Fixed bytes that a trace's row takes. */
const ROW_BYTES = 52;

/** The rows of the traces that began in a segment, in columns. */
export class TraceColumns {
  traceCount = 0;
  /** Raised when a trace that began here gets a span. */
  traceChanges = 0;
  /** Four words each. */
  traceId: Int32Array;
  traceSpans: Uint32Array;
  traceErrors: Uint32Array;
  /** Refs of the span that came last, from which a chain leads to all others, and of the root. */
  traceLast: Int32Array;
  traceRoot: Int32Array;
  /** Unix nanoseconds: low half, high half. */
  traceStart: Uint32Array;
  traceEnd: Uint32Array;

  constructor(capacity: number) {
    this.traceId = new Int32Array(capacity * 4);
    this.traceSpans = new Uint32Array(capacity);
    this.traceErrors = new Uint32Array(capacity);
    this.traceLast = new Int32Array(capacity);
    this.traceRoot = new Int32Array(capacity);
    this.traceStart = new Uint32Array(capacity * 2);
    this.traceEnd = new Uint32Array(capacity * 2);
  }

  protected get traceBytes(): number {
    return this.traceCount * ROW_BYTES;
  }

  /** Gives back spare room: no more traces begin here, though existing traces continue. */
  sealTraces(): void {
    const { traceCount: count } = this;
    this.traceId = this.traceId.slice(0, count * 4);
    this.traceSpans = this.traceSpans.slice(0, count);
    this.traceErrors = this.traceErrors.slice(0, count);
    this.traceLast = this.traceLast.slice(0, count);
    this.traceRoot = this.traceRoot.slice(0, count);
    this.traceStart = this.traceStart.slice(0, count * 2);
    this.traceEnd = this.traceEnd.slice(0, count * 2);
  }
}
