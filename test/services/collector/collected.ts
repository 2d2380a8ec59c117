import type { Value } from './decode-value';

/** Origin of a span, a metric or a log record. */
export interface Origin {
  readonly resource: Readonly<Record<string, Value>>;
  /** `service.name` of the resource. */
  readonly service: string;
  readonly scope: { readonly name: string; readonly version: string };
  readonly resourceSchemaUrl: string;
  readonly scopeSchemaUrl: string;
}

type Attributes = Readonly<Record<string, Value>>;

export interface CollectedSpan extends Origin {
  readonly traceId: string;
  readonly spanId: string;
  /** '' for a root span. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly events: readonly {
    name: string;
    timeUnixNano: bigint;
    attributes: Attributes;
    droppedAttributesCount: number;
  }[];
  readonly links: readonly {
    traceId: string;
    spanId: string;
    traceState: string;
    flags: number;
    attributes: Attributes;
    droppedAttributesCount: number;
  }[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

export interface CollectedMetric extends Origin {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly type: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
  readonly temporality?: 'delta' | 'cumulative';
  readonly monotonic?: boolean;
  readonly points: readonly CollectedPoint[];
}

export interface CollectedPoint {
  readonly attributes: Attributes;
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  /** Value of a gauge or sum. */
  readonly value?: number | bigint;
  /** Count of a histogram. */
  readonly count?: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  readonly exemplars: readonly { traceId: string; spanId: string; value: number }[];
}

export interface CollectedLogRecord extends Origin {
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: Value;
  readonly attributes: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}
