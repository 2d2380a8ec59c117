import {
  OtlpSpanKind,
  OtlpStatusCode,
  SpanEventField,
  SpanField,
  SpanLinkField,
  SpanStatusField,
} from '../../../../shared/otlp/fields';
import { KeyValue } from './common';
import { choice, many, message, named, one } from './message';

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
