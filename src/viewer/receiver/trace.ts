/** Value of an attribute, or of a field of an event or a log: OTLP's AnyValue as plain values. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** Attributes by key, in an object without prototype: `__proto__` is a key like any other. */
export type Attributes = { [key: string]: Value };

export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanStatus = 'unset' | 'ok' | 'error';

/** Span of a trace, as read from the store. Times in nanoseconds, from the trace's start. */
export interface TraceSpan {
  readonly spanId: string;
  /** Undefined for a span that says it has no parent; the parent may be missing all the same. */
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly startNs: number;
  /** Never below zero. */
  readonly durationNs: number;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly traceState: string;
  /** W3C trace flags and OTLP's is-remote bits. */
  readonly flags: number;
  /** Attributes, events and links that the sender left out. */
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
}

export interface Scope {
  readonly name: string;
  readonly version: string;
}

export interface SpanEvent {
  readonly name: string;
  /** From the trace's start. */
  readonly timeNs: number;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** All spans of one trace that have come so far, by start. */
export interface Trace {
  readonly traceId: string;
  readonly startUnixNano: bigint;
  readonly durationNs: number;
  readonly spans: readonly TraceSpan[];
}
