import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Encoder } from '../types';
import { consoleLogRecords, consoleSpans } from './console-lines';
import { jsonLogRecords, jsonSpans } from './json-formats';
import { protobufLogRecords, protobufSpans } from './protobuf-formats';
import { createScopeEncoder, type Format } from './scope-groups';
import { zipkinSpans } from './zipkin-spans';

const SPAN_FORMATS = {
  'otlp-protobuf': () => protobufSpans,
  'otlp-json': () => jsonSpans,
  'zipkin-json': zipkinSpans,
  console: () => consoleSpans,
} satisfies Record<string, (resource: () => Resource) => Format<ReadableSpan>>;

const LOG_RECORD_FORMATS = {
  'otlp-protobuf': protobufLogRecords,
  'otlp-json': jsonLogRecords,
  console: consoleLogRecords,
} satisfies Record<string, Format<ReadableLogRecord>>;

export type SpanFormat = keyof typeof SPAN_FORMATS;
export type LogRecordFormat = keyof typeof LOG_RECORD_FORMATS;

/** Encodes spans as they end. `resource` is asked at each batch: its attributes may arrive late. */
export function createSpanEncoder(format: SpanFormat, resource: () => Resource): Encoder<ReadableSpan> {
  return createScopeEncoder(SPAN_FORMATS[format](resource), resource);
}

/** Encodes log records as they are emitted. */
export function createLogRecordEncoder(
  format: LogRecordFormat,
  resource: () => Resource,
): Encoder<ReadableLogRecord> {
  return createScopeEncoder(LOG_RECORD_FORMATS[format], resource);
}
