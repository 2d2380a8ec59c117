import {
  AggregationTemporality,
  AnyValueField,
  BucketsField,
  ExemplarField,
  ExponentialPointField,
  ExportRequestField,
  HistogramPointField,
  KeyValueField,
  ListField,
  LogRecordField,
  MetricDataField,
  MetricField,
  NumberPointField,
  OtlpSpanKind,
  OtlpStatusCode,
  QuantileField,
  ResourceField,
  ResourceItemsField,
  ScopeField,
  ScopeItemsField,
  SpanEventField,
  SpanField,
  SpanLinkField,
  SpanStatusField,
  SummaryPointField,
} from '../../../shared/otlp/fields';

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

/** A name of a field in JSON text. */
export interface FieldName {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The name as a member of an object begins, up to its value: `"traceId":`. */
  readonly member: DataView;
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

const AnyValueMessage = emptyMessage('AnyValue');

const one = (number: number, name: string, type: Scalar | Message): Field => field(number, name, type, false);
const many = (number: number, name: string, type: Scalar | Message): Field => field(number, name, type, true);
const choice = (number: number, name: string, enumeration: Enumeration): Field => ({
  ...one(number, name, 'uint32'),
  enumeration,
});

/** opentelemetry.proto.common.v1.KeyValue */
export const KeyValue = message('KeyValue', [
  one(KeyValueField.key, 'key', 'string'),
  one(KeyValueField.value, 'value', AnyValueMessage),
]);

const ArrayValue = message('ArrayValue', [many(ListField.values, 'values', AnyValueMessage)]);
const KeyValueList = message('KeyValueList', [many(ListField.values, 'values', KeyValue)]);

/** opentelemetry.proto.common.v1.AnyValue: the one message that holds itself. */
export const AnyValue = fill(AnyValueMessage, [
  one(AnyValueField.string, 'stringValue', 'string'),
  one(AnyValueField.bool, 'boolValue', 'bool'),
  one(AnyValueField.int, 'intValue', 'int64'),
  one(AnyValueField.double, 'doubleValue', 'double'),
  one(AnyValueField.array, 'arrayValue', ArrayValue),
  one(AnyValueField.kvlist, 'kvlistValue', KeyValueList),
  one(AnyValueField.bytes, 'bytesValue', 'base64'),
]);

const Resource = message('Resource', [
  many(ResourceField.attributes, 'attributes', KeyValue),
  one(ResourceField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
]);

const Scope = message('InstrumentationScope', [
  one(ScopeField.name, 'name', 'string'),
  one(ScopeField.version, 'version', 'string'),
  many(ScopeField.attributes, 'attributes', KeyValue),
  one(ScopeField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
]);

const Event = message('Event', [
  one(SpanEventField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(SpanEventField.name, 'name', 'string'),
  many(SpanEventField.attributes, 'attributes', KeyValue),
  one(SpanEventField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
]);

const Link = message('Link', [
  one(SpanLinkField.traceId, 'traceId', 'hex'),
  one(SpanLinkField.spanId, 'spanId', 'hex'),
  one(SpanLinkField.traceState, 'traceState', 'string'),
  many(SpanLinkField.attributes, 'attributes', KeyValue),
  one(SpanLinkField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
  one(SpanLinkField.flags, 'flags', 'fixed32'),
]);

const Status = message('Status', [
  one(SpanStatusField.message, 'message', 'string'),
  choice(SpanStatusField.code, 'code', named('STATUS_CODE_', OtlpStatusCode)),
]);

/** opentelemetry.proto.trace.v1.Span */
export const Span = message('Span', [
  one(SpanField.traceId, 'traceId', 'hex'),
  one(SpanField.spanId, 'spanId', 'hex'),
  one(SpanField.traceState, 'traceState', 'string'),
  one(SpanField.parentSpanId, 'parentSpanId', 'hex'),
  one(SpanField.name, 'name', 'string'),
  choice(SpanField.kind, 'kind', named('SPAN_KIND_', OtlpSpanKind)),
  one(SpanField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(SpanField.endTimeUnixNano, 'endTimeUnixNano', 'fixed64'),
  many(SpanField.attributes, 'attributes', KeyValue),
  one(SpanField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
  many(SpanField.events, 'events', Event),
  one(SpanField.droppedEventsCount, 'droppedEventsCount', 'uint32'),
  many(SpanField.links, 'links', Link),
  one(SpanField.droppedLinksCount, 'droppedLinksCount', 'uint32'),
  one(SpanField.status, 'status', Status),
  one(SpanField.flags, 'flags', 'fixed32'),
]);

/** opentelemetry.proto.logs.v1.LogRecord */
export const LogRecord = message('LogRecord', [
  one(LogRecordField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  choice(LogRecordField.severityNumber, 'severityNumber', severities()),
  one(LogRecordField.severityText, 'severityText', 'string'),
  one(LogRecordField.body, 'body', AnyValue),
  many(LogRecordField.attributes, 'attributes', KeyValue),
  one(LogRecordField.droppedAttributesCount, 'droppedAttributesCount', 'uint32'),
  one(LogRecordField.flags, 'flags', 'fixed32'),
  one(LogRecordField.traceId, 'traceId', 'hex'),
  one(LogRecordField.spanId, 'spanId', 'hex'),
  one(LogRecordField.observedTimeUnixNano, 'observedTimeUnixNano', 'fixed64'),
  one(LogRecordField.eventName, 'eventName', 'string'),
]);

const Exemplar = message('Exemplar', [
  one(ExemplarField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(ExemplarField.asDouble, 'asDouble', 'double'),
  one(ExemplarField.spanId, 'spanId', 'hex'),
  one(ExemplarField.traceId, 'traceId', 'hex'),
  one(ExemplarField.asInt, 'asInt', 'sfixed64'),
  many(ExemplarField.filteredAttributes, 'filteredAttributes', KeyValue),
]);

const NumberPoint = message('NumberDataPoint', [
  one(NumberPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(NumberPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(NumberPointField.asDouble, 'asDouble', 'double'),
  many(NumberPointField.exemplars, 'exemplars', Exemplar),
  one(NumberPointField.asInt, 'asInt', 'sfixed64'),
  many(NumberPointField.attributes, 'attributes', KeyValue),
  one(NumberPointField.flags, 'flags', 'uint32'),
]);

const HistogramPoint = message('HistogramDataPoint', [
  one(HistogramPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(HistogramPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(HistogramPointField.count, 'count', 'fixed64'),
  one(HistogramPointField.sum, 'sum', 'double'),
  many(HistogramPointField.bucketCounts, 'bucketCounts', 'fixed64'),
  many(HistogramPointField.explicitBounds, 'explicitBounds', 'double'),
  many(HistogramPointField.exemplars, 'exemplars', Exemplar),
  many(HistogramPointField.attributes, 'attributes', KeyValue),
  one(HistogramPointField.flags, 'flags', 'uint32'),
  one(HistogramPointField.min, 'min', 'double'),
  one(HistogramPointField.max, 'max', 'double'),
]);

const Buckets = message('Buckets', [
  one(BucketsField.offset, 'offset', 'sint32'),
  many(BucketsField.bucketCounts, 'bucketCounts', 'int64'),
]);

const ExponentialPoint = message('ExponentialHistogramDataPoint', [
  many(ExponentialPointField.attributes, 'attributes', KeyValue),
  one(ExponentialPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(ExponentialPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(ExponentialPointField.count, 'count', 'fixed64'),
  one(ExponentialPointField.sum, 'sum', 'double'),
  one(ExponentialPointField.scale, 'scale', 'sint32'),
  one(ExponentialPointField.zeroCount, 'zeroCount', 'fixed64'),
  one(ExponentialPointField.positive, 'positive', Buckets),
  one(ExponentialPointField.negative, 'negative', Buckets),
  one(ExponentialPointField.flags, 'flags', 'uint32'),
  many(ExponentialPointField.exemplars, 'exemplars', Exemplar),
  one(ExponentialPointField.min, 'min', 'double'),
  one(ExponentialPointField.max, 'max', 'double'),
  one(ExponentialPointField.zeroThreshold, 'zeroThreshold', 'double'),
]);

const SummaryPoint = message('SummaryDataPoint', [
  one(SummaryPointField.startTimeUnixNano, 'startTimeUnixNano', 'fixed64'),
  one(SummaryPointField.timeUnixNano, 'timeUnixNano', 'fixed64'),
  one(SummaryPointField.count, 'count', 'fixed64'),
  one(SummaryPointField.sum, 'sum', 'double'),
  many(
    SummaryPointField.quantileValues,
    'quantileValues',
    message('ValueAtQuantile', [
      one(QuantileField.quantile, 'quantile', 'double'),
      one(QuantileField.value, 'value', 'double'),
    ]),
  ),
  many(SummaryPointField.attributes, 'attributes', KeyValue),
  one(SummaryPointField.flags, 'flags', 'uint32'),
]);

const temporality = choice(
  MetricDataField.aggregationTemporality,
  'aggregationTemporality',
  named('AGGREGATION_TEMPORALITY_', AggregationTemporality),
);
const points = (name: string, point: Message, ...others: Field[]) =>
  message(name, [many(MetricDataField.dataPoints, 'dataPoints', point), ...others]);

/** opentelemetry.proto.metrics.v1.Metric */
export const Metric = message('Metric', [
  one(MetricField.name, 'name', 'string'),
  one(MetricField.description, 'description', 'string'),
  one(MetricField.unit, 'unit', 'string'),
  one(MetricField.gauge, 'gauge', points('Gauge', NumberPoint)),
  one(
    MetricField.sum,
    'sum',
    points('Sum', NumberPoint, temporality, one(MetricDataField.isMonotonic, 'isMonotonic', 'bool')),
  ),
  one(MetricField.histogram, 'histogram', points('Histogram', HistogramPoint, temporality)),
  one(
    MetricField.exponentialHistogram,
    'exponentialHistogram',
    points('ExponentialHistogram', ExponentialPoint, temporality),
  ),
  one(MetricField.summary, 'summary', points('Summary', SummaryPoint)),
  many(MetricField.metadata, 'metadata', KeyValue),
]);

/** The three export requests (opentelemetry/proto/collector); a line of the Collector's file exporter is one of them. */
export const ExportRequest = {
  traces: request('ExportTraceServiceRequest', 'Spans', 'spans', Span),
  logs: request('ExportLogsServiceRequest', 'Logs', 'logRecords', LogRecord),
  metrics: request('ExportMetricsServiceRequest', 'Metrics', 'metrics', Metric),
} as const;

function request(name: string, plural: string, items: string, item: Message): Message {
  const scope = one(ScopeItemsField.scope, 'scope', Scope);
  const scopeItems = message(
    `Scope${plural}`,
    [scope, many(ScopeItemsField.items, items, item), one(ScopeItemsField.schemaUrl, 'schemaUrl', 'string')],
    { instrumentationLibrary: scope },
  );
  const scopes = many(ResourceItemsField.scopeItems, `scope${plural}`, scopeItems);
  const resourceItems = message(
    `Resource${plural}`,
    [
      one(ResourceItemsField.resource, 'resource', Resource),
      scopes,
      one(ResourceItemsField.schemaUrl, 'schemaUrl', 'string'),
    ],
    { [`instrumentationLibrary${plural}`]: scopes },
  );
  return message(name, [many(ExportRequestField.resourceItems, `resource${plural}`, resourceItems)]);
}

function field(number: number, name: string, type: Scalar | Message, repeated: boolean): Field {
  return typeof type === 'string'
    ? { number, name, repeated, scalar: type }
    : { number, name, repeated, message: type };
}

function message(name: string, fields: readonly Field[], oldNames: { [name: string]: Field } = {}): Message {
  const created = fill(emptyMessage(name), fields);
  for (const [old, meant] of Object.entries(oldNames)) addName(created, old, meant);
  return created;
}

function emptyMessage(name: string): Message {
  return { name, byNumber: [], names: [], next: new Int16Array(MAX_NAMES) };
}

function fill(empty: Message, fields: readonly Field[]): Message {
  for (const each of fields) {
    (empty.byNumber as (Field | undefined)[])[each.number] = each;
    addName(empty, each.name, each);
  }
  return empty;
}

function addName({ names }: Message, text: string, meant: Field): void {
  const member = new DataView(Uint8Array.from(Buffer.from(`"${text}":`)).buffer);
  (names as FieldName[]).push({ text, bytes: Buffer.from(text), member, field: meant });
}

function named(prefix: string, numbers: { readonly [name: string]: number }): Enumeration {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, number]) => [prefix + name.toUpperCase(), number]),
  );
}

/** Six severities of four grades each: TRACE, TRACE2, TRACE3, TRACE4, DEBUG … */
function severities(): Enumeration {
  const names = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap(name =>
    ['', '2', '3', '4'].map(grade => name + grade),
  );
  return named('SEVERITY_NUMBER_', Object.fromEntries(names.map((name, at) => [name, at + 1])));
}
