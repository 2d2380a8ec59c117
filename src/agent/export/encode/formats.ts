import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { loadChunk } from '../../boot/chunks';
import { protobufLogRecords, protobufSpans } from './protobuf/protobuf-formats';
import type { Format } from './scope-groups';

type TextFormats = typeof import('./text/text-formats');

export type SpanFormat = 'otlp-protobuf' | keyof TextFormats['TEXT_SPANS'];
export type LogRecordFormat = 'otlp-protobuf' | keyof TextFormats['TEXT_LOG_RECORDS'];

/** Format of spans. `resource` is called for each batch: its attributes may arrive late. */
export function spanFormat(name: SpanFormat, resource: () => Resource): Format<ReadableSpan> {
  return name === 'otlp-protobuf' ? protobufSpans : loadTextFormats().TEXT_SPANS[name](resource);
}

/** Format of log records. */
export function logRecordFormat(name: LogRecordFormat): Format<ReadableLogRecord> {
  return name === 'otlp-protobuf' ? protobufLogRecords : loadTextFormats().TEXT_LOG_RECORDS[name];
}

/** Loads the formats other than protobuf, which few processes use. */
export function loadTextFormats(): TextFormats {
  return loadChunk<TextFormats>('text-formats');
}
