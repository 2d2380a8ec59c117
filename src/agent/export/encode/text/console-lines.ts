import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ByteSink } from '../byte-sink';
import type { Format, ScopeGroup } from '../scope-groups';

/** Formats spans for reading: a line each, the events of a span indented below it. */
export const consoleSpans: Format<ReadableSpan> = {
  signal: 'traces',
  write(sink, span) {
    sink.text(spanLines(span));
  },
  assemble: joinLines,
};

/** Formats log records for reading: a line each. */
export const consoleLogRecords: Format<ReadableLogRecord> = {
  signal: 'logs',
  write(sink, record) {
    sink.text(logRecordLine(record));
  },
  assemble: joinLines,
};

/** Formats `name=value` pairs, values as JSON, in the order in which they were set, which tells something. */
export function consoleAttributes(attributes: Attributes | undefined): string {
  return Object.entries(attributes ?? {})
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    .join('');
}

/** Formats an HrTime as ISO 8601 with microseconds. */
export function consoleTime([seconds, nanos]: readonly [number, number]): string {
  const micros = Math.floor(nanos / 1000);
  const isDate = Math.abs(seconds) < 8.64e12;
  const date = isDate ? new Date(seconds * 1000).toISOString().slice(0, 19) : String(seconds);
  return `${date}.${String(micros).padStart(6, '0')}Z`;
}

function spanLines(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  const milliseconds = span.duration[0] * 1e3 + span.duration[1] / 1e6;
  const parent = span.parentSpanContext ? ` parent=${span.parentSpanContext.spanId}` : '';
  const events = span.events.map(
    event =>
      `    ${consoleTime(event.time)} event ${oneLine(event.name)}${consoleAttributes(event.attributes)}\n`,
  );
  return (
    `${consoleTime(span.startTime)} span ${SpanKind[span.kind]} ${oneLine(span.name)} ${milliseconds.toFixed(3)}ms` +
    `${statusText(span)} trace=${traceId} span=${spanId}${parent} scope=${span.instrumentationScope.name}` +
    `${consoleAttributes(span.attributes)}\n${events.join('')}`
  );
}

function statusText({ status }: ReadableSpan): string {
  if (status.code === SpanStatusCode.UNSET) return '';
  return ` ${SpanStatusCode[status.code]}${status.message ? `(${JSON.stringify(status.message)})` : ''}`;
}

function logRecordLine(record: ReadableLogRecord): string {
  const severity =
    record.severityText ?? (record.severityNumber === undefined ? '' : `severity ${record.severityNumber}`);
  const body = typeof record.body === 'string' ? oneLine(record.body) : (JSON.stringify(record.body) ?? '');
  const ids = record.spanContext
    ? ` trace=${record.spanContext.traceId} span=${record.spanContext.spanId}`
    : '';
  const parts = [consoleTime(record.hrTime), 'log', severity, record.eventName ?? '', body].filter(
    part => part !== '',
  );
  return `${parts.join(' ')}${ids} scope=${record.instrumentationScope.name}${consoleAttributes(record.attributes)}\n`;
}

/** Quotes text with line breaks and control characters as JSON does, so that an item stays on a line. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(text) ? JSON.stringify(text) : text;
}

function joinLines(groups: readonly ScopeGroup[]): Uint8Array {
  const lines = new ByteSink(groups.reduce((bytes, { sink }) => bytes + sink.end, 0));
  for (const { sink } of groups) lines.append(sink.bytes.subarray(0, sink.end));
  return lines.bytes.subarray(0, lines.end);
}
