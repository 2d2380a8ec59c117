/**
 * Facts of the OpenTelemetry protocol that both the pipeline (writes) and the receiver (reads) need.
 * Source: opentelemetry-proto v1, and the OTLP specification for paths, content types and defaults.
 */

/** Protobuf wire types that OTLP uses. */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Field numbers of opentelemetry/proto/collector/{trace,logs,metrics}/v1, equal in all three requests and responses.
 */
export const ExportRequestField = { resourceItems: 1 } as const;
export const ExportResponseField = { partialSuccess: 1 } as const;
export const PartialSuccessField = { rejectedItems: 1, errorMessage: 2 } as const;

/** Field numbers of ResourceSpans, ResourceLogs and ResourceMetrics, equal in all three. */
export const ResourceItemsField = { resource: 1, scopeItems: 2, schemaUrl: 3 } as const;

/** Field numbers of ScopeSpans, ScopeLogs and ScopeMetrics, equal in all three. */
export const ScopeItemsField = { scope: 1, items: 2, schemaUrl: 3 } as const;

/** Field numbers of opentelemetry/proto/resource/v1/resource.proto. */
export const ResourceField = { attributes: 1, droppedAttributesCount: 2 } as const;

/** Field numbers of opentelemetry/proto/common/v1/common.proto. */
export const ScopeField = { name: 1, version: 2, attributes: 3, droppedAttributesCount: 4 } as const;
export const KeyValueField = { key: 1, value: 2 } as const;
export const AnyValueField = {
  string: 1,
  bool: 2,
  int: 3,
  double: 4,
  array: 5,
  kvlist: 6,
  bytes: 7,
} as const;
/** Field number of ArrayValue and KeyValueList. */
export const ListField = { values: 1 } as const;

/** Field numbers of opentelemetry/proto/trace/v1/trace.proto. */
export const SpanField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  startTimeUnixNano: 7,
  endTimeUnixNano: 8,
  attributes: 9,
  droppedAttributesCount: 10,
  events: 11,
  droppedEventsCount: 12,
  links: 13,
  droppedLinksCount: 14,
  status: 15,
  flags: 16,
} as const;
export const SpanEventField = { timeUnixNano: 1, name: 2, attributes: 3, droppedAttributesCount: 4 } as const;
export const SpanLinkField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  attributes: 4,
  droppedAttributesCount: 5,
  flags: 6,
} as const;
export const SpanStatusField = { message: 2, code: 3 } as const;

/** Span.SpanKind on the wire; the API's SpanKind is one less. */
export const OtlpSpanKind = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
} as const;

/** Status.StatusCode on the wire, with the numbers of the API. */
export const OtlpStatusCode = { unset: 0, ok: 1, error: 2 } as const;

/** SpanFlags: the low eight bits are the W3C trace flags. */
export const SpanFlags = { traceFlagsMask: 0xff, hasIsRemote: 0x100, isRemote: 0x200 } as const;

/** Field numbers of opentelemetry/proto/logs/v1/logs.proto. */
export const LogRecordField = {
  timeUnixNano: 1,
  severityNumber: 2,
  severityText: 3,
  body: 5,
  attributes: 6,
  droppedAttributesCount: 7,
  flags: 8,
  traceId: 9,
  spanId: 10,
  observedTimeUnixNano: 11,
  eventName: 12,
} as const;

/** Field numbers of opentelemetry/proto/metrics/v1/metrics.proto. */
export const MetricField = {
  name: 1,
  description: 2,
  unit: 3,
  gauge: 5,
  sum: 7,
  histogram: 9,
  exponentialHistogram: 10,
  summary: 11,
  metadata: 12,
} as const;
/** Field numbers of Gauge, Sum, Histogram, ExponentialHistogram and Summary: types without a field skip its number. */
export const MetricDataField = { dataPoints: 1, aggregationTemporality: 2, isMonotonic: 3 } as const;
export const NumberPointField = {
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  asDouble: 4,
  exemplars: 5,
  asInt: 6,
  attributes: 7,
  flags: 8,
} as const;
export const HistogramPointField = {
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  count: 4,
  sum: 5,
  bucketCounts: 6,
  explicitBounds: 7,
  exemplars: 8,
  attributes: 9,
  flags: 10,
  min: 11,
  max: 12,
} as const;
export const ExponentialPointField = {
  attributes: 1,
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  count: 4,
  sum: 5,
  scale: 6,
  zeroCount: 7,
  positive: 8,
  negative: 9,
  flags: 10,
  exemplars: 11,
  min: 12,
  max: 13,
  zeroThreshold: 14,
} as const;
export const BucketsField = { offset: 1, bucketCounts: 2 } as const;
export const SummaryPointField = {
  startTimeUnixNano: 2,
  timeUnixNano: 3,
  count: 4,
  sum: 5,
  quantileValues: 6,
  attributes: 7,
  flags: 8,
} as const;
export const QuantileField = { quantile: 1, value: 2 } as const;
export const ExemplarField = {
  timeUnixNano: 2,
  asDouble: 3,
  spanId: 4,
  traceId: 5,
  asInt: 6,
  filteredAttributes: 7,
} as const;
export const AggregationTemporality = { unspecified: 0, delta: 1, cumulative: 2 } as const;
/** Bit of a point's flags: there is no value, such as after a target of Prometheus has gone. */
export const NO_RECORDED_VALUE = 1;

/** Paths of each signal: the gRPC method and the path under an OTLP/HTTP endpoint. */
export const ServicePath = {
  traces: { grpc: '/opentelemetry.proto.collector.trace.v1.TraceService/Export', http: '/v1/traces' },
  metrics: { grpc: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', http: '/v1/metrics' },
  logs: { grpc: '/opentelemetry.proto.collector.logs.v1.LogsService/Export', http: '/v1/logs' },
} as const;

export const ContentType = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
  grpc: 'application/grpc',
} as const;

/** Ports of the OTLP specification. */
export const DefaultPort = { grpc: 4317, http: 4318 } as const;

/** gRPC status codes by name (grpc/status.h). */
export const GrpcStatus = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** Field numbers of google.rpc.Status, google.protobuf.Any, google.rpc.RetryInfo and google.protobuf.Duration. */
export const RpcStatusField = { code: 1, message: 2, details: 3 } as const;
export const ProtobufAnyField = { typeUrl: 1, value: 2 } as const;
export const RetryInfoField = { retryDelay: 1 } as const;
export const DurationField = { seconds: 1, nanos: 2 } as const;
export const RETRY_INFO_TYPE = 'google.rpc.RetryInfo';
