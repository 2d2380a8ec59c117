/* dist/text-formats.js: OTLP/JSON, Zipkin and the console, loaded with the first exporter that asks for text. */
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Format } from '../scope-groups';
import { consoleLogRecords, consoleSpans } from './console-lines';
import { jsonLogRecords, jsonSpans } from './json-formats';
import { zipkinSpans } from './zipkin-spans';

export { consoleMetrics } from './console-metrics';

/** Formats of spans. Zipkin's calls `resource` for each span. */
export const TEXT_SPANS = {
  'otlp-json': () => jsonSpans,
  'zipkin-json': zipkinSpans,
  console: () => consoleSpans,
} satisfies Record<string, (resource: () => Resource) => Format<ReadableSpan>>;

/** Formats of log records. */
export const TEXT_LOG_RECORDS = {
  'otlp-json': jsonLogRecords,
  console: consoleLogRecords,
} satisfies Record<string, Format<ReadableLogRecord>>;
