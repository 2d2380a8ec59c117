import type { Link } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { SpanFlags } from '../../../../shared/otlp/fields';
import type { Format } from '../scope-groups';
import { assembleJson } from './json-envelope';
import { jsonAnyValue, jsonAttributes, jsonTime } from './json-values';

/** Spans as ExportTraceServiceRequest, OTLP/JSON: ids in hex, enums as numbers. */
export const jsonSpans: Format<ReadableSpan> = {
  signal: 'traces',
  separator: ',',
  write(sink, span, isFirst) {
    if (!isFirst) sink.text(',');
    sink.text(JSON.stringify(jsonSpan(span)));
  },
  assemble: (groups, resource) => assembleJson('resourceSpans', 'scopeSpans', 'spans', groups, resource),
};

/** Log records as ExportLogsServiceRequest, OTLP/JSON. */
export const jsonLogRecords: Format<ReadableLogRecord> = {
  signal: 'logs',
  separator: ',',
  write(sink, record, isFirst) {
    if (!isFirst) sink.text(',');
    sink.text(JSON.stringify(jsonLogRecord(record)));
  },
  assemble: (groups, resource) => assembleJson('resourceLogs', 'scopeLogs', 'logRecords', groups, resource),
};

function jsonSpan(span: ReadableSpan) {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    traceState: context.traceState?.serialize() || undefined,
    parentSpanId: parent?.spanId || undefined,
    name: span.name,
    kind: span.kind == null ? 0 : span.kind + 1,
    startTimeUnixNano: jsonTime(span.startTime),
    endTimeUnixNano: jsonTime(span.endTime),
    attributes: jsonAttributes(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(event => ({
      timeUnixNano: jsonTime(event.time),
      name: event.name,
      attributes: jsonAttributes(event.attributes),
      droppedAttributesCount: event.droppedAttributesCount ?? 0,
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(jsonLink),
    droppedLinksCount: span.droppedLinksCount,
    status: { code: span.status.code, message: span.status.message || undefined },
    flags: spanFlags(context.traceFlags, parent?.isRemote),
  };
}

function jsonLink({ context, attributes, droppedAttributesCount }: Link) {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    traceState: context.traceState?.serialize() || undefined,
    attributes: jsonAttributes(attributes),
    droppedAttributesCount: droppedAttributesCount ?? 0,
    flags: spanFlags(context.traceFlags, context.isRemote),
  };
}

function jsonLogRecord(record: ReadableLogRecord) {
  return {
    timeUnixNano: jsonTime(record.hrTime),
    observedTimeUnixNano: jsonTime(record.hrTimeObserved),
    severityNumber: record.severityNumber,
    severityText: record.severityText || undefined,
    body: record.body === undefined ? undefined : jsonAnyValue(record.body),
    eventName: record.eventName || undefined,
    attributes: jsonAttributes(record.attributes),
    droppedAttributesCount: record.droppedAttributesCount,
    flags: record.spanContext?.traceFlags,
    traceId: record.spanContext?.traceId,
    spanId: record.spanContext?.spanId,
  };
}

function spanFlags(traceFlags: number, isRemote: boolean | undefined): number {
  const flags = (traceFlags & SpanFlags.traceFlagsMask) | SpanFlags.hasIsRemote;
  return isRemote ? flags | SpanFlags.isRemote : flags;
}
