import {
  AnyValueField,
  ExportRequestField,
  KeyValueField,
  ListField,
  LogRecordField,
  MetricDataField,
  MetricField,
  ResourceField,
  ResourceItemsField,
  ScopeField,
  ScopeItemsField,
  SpanEventField,
  SpanField,
  SpanLinkField,
  SpanStatusField,
} from '../../otlp/fields';

/** How a field is written: on the wire by protobuf, in JSON by the OTLP specification ("hex" and "base64" are bytes). */
export type Scalar =
  | 'string'
  | 'hex'
  | 'base64'
  | 'bool'
  | 'uint32'
  | 'int64'
  | 'fixed64'
  | 'fixed32'
  | 'double';

/** One field of a message; `message` is set instead of `scalar` when the field is a message of its own. */
export interface Field {
  readonly number: number;
  readonly name: string;
  readonly repeated: boolean;
  readonly scalar?: Scalar;
  readonly message?: Message;
}

/** One OTLP message: its fields by number and by JSON name (lowerCamelCase). */
export interface Message {
  readonly name: string;
  readonly byNumber: readonly (Field | undefined)[];
  readonly byName: ReadonlyMap<string, Field>;
}

const byNumber: Field[] = [];
const AnyValueMessage: Message = { name: 'AnyValue', byNumber, byName: new Map<string, Field>() };

const one = (number: number, name: string, type: Scalar | Message): Field => field(number, name, type, false);
const many = (number: number, name: string, type: Scalar | Message): Field => field(number, name, type, true);

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
  one(SpanStatusField.code, 'code', 'uint32'),
]);

/** opentelemetry.proto.trace.v1.Span */
export const Span = message('Span', [
  one(SpanField.traceId, 'traceId', 'hex'),
  one(SpanField.spanId, 'spanId', 'hex'),
  one(SpanField.traceState, 'traceState', 'string'),
  one(SpanField.parentSpanId, 'parentSpanId', 'hex'),
  one(SpanField.name, 'name', 'string'),
  one(SpanField.kind, 'kind', 'uint32'),
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
  one(LogRecordField.severityNumber, 'severityNumber', 'uint32'),
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

/** A metric's points are counted, not kept: what is inside one is not described here. */
const Points = message('Points', [many(MetricDataField.dataPoints, 'dataPoints', message('Point', []))]);

/** opentelemetry.proto.metrics.v1.Metric */
export const Metric = message('Metric', [
  one(MetricField.name, 'name', 'string'),
  one(MetricField.gauge, 'gauge', Points),
  one(MetricField.sum, 'sum', Points),
  one(MetricField.histogram, 'histogram', Points),
  one(MetricField.exponentialHistogram, 'exponentialHistogram', Points),
  one(MetricField.summary, 'summary', Points),
]);

/** The three export requests (opentelemetry/proto/collector); a line of the Collector's file exporter is one of them. */
export const ExportRequest = {
  traces: request('ExportTraceServiceRequest', 'Spans', 'spans', Span),
  logs: request('ExportLogsServiceRequest', 'Logs', 'logRecords', LogRecord),
  metrics: request('ExportMetricsServiceRequest', 'Metrics', 'metrics', Metric),
} as const;

function request(name: string, plural: string, items: string, item: Message): Message {
  const scopeItems = message(`Scope${plural}`, [
    one(ScopeItemsField.scope, 'scope', Scope),
    many(ScopeItemsField.items, items, item),
    one(ScopeItemsField.schemaUrl, 'schemaUrl', 'string'),
  ]);
  const resourceItems = message(`Resource${plural}`, [
    one(ResourceItemsField.resource, 'resource', Resource),
    many(ResourceItemsField.scopeItems, `scope${plural}`, scopeItems),
    one(ResourceItemsField.schemaUrl, 'schemaUrl', 'string'),
  ]);
  return message(name, [many(ExportRequestField.resourceItems, `resource${plural}`, resourceItems)]);
}

function field(number: number, name: string, type: Scalar | Message, repeated: boolean): Field {
  return typeof type === 'string'
    ? { number, name, repeated, scalar: type }
    : { number, name, repeated, message: type };
}

function message(name: string, fields: readonly Field[]): Message {
  return fill({ name, byNumber: [], byName: new Map() }, fields);
}

function fill(empty: Message, fields: readonly Field[]): Message {
  for (const each of fields) {
    (empty.byNumber as (Field | undefined)[])[each.number] = each;
    (empty.byName as Map<string, Field>).set(each.name, each);
  }
  return empty;
}
