import type { RecordChunk } from '../store/records/record-chunk';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import { spanToJson } from '../store/span-to-json';
import type { Stores } from '../stores';
import { type JsonMessage, messageToJson } from '../wire/message-to-json';
import { ExportRequest } from '../wire/schema/export-request';
import { LogRecord } from '../wire/schema/logs';
import type { Message } from '../wire/schema/message';
import { Metric } from '../wire/schema/metrics';

/** Spans or records that go into one line. */
const LINE_ITEMS = 500;

/**
 * Everything that is kept, or the spans of one trace, as OTLP JSON: a request a line, as the Collector's file exporter
 * writes it.
 */
export function* otlpLines({ spans, logs, metrics }: Stores, traceRef?: number): Generator<string> {
  for (const segment of [...spans.segments]) yield* spanLines(spans, segment, traceRef);
  if (traceRef !== undefined) return;
  for (const chunk of [...logs.chunks]) yield* recordLines(chunk, LOGS);
  for (const chunk of [...metrics.chunks]) yield* recordLines(chunk, METRICS);
}

function* spanLines(store: SpanStore, segment: Segment, traceRef: number | undefined): Generator<string> {
  const isWanted = (index: number) =>
    !segment.isDead(index) && (traceRef === undefined || segment.trace[index] === traceRef);
  for (const [origin, indexes] of byOrigin(segment.origin, segment.count, isWanted)) {
    const shell = shellOf(segment.origins.messageOf(origin), ExportRequest.traces);
    for (let at = 0; at < indexes.length; at += LINE_ITEMS) {
      const items = indexes.slice(at, at + LINE_ITEMS).map(index => spanToJson(store, segment, index));
      yield line('resourceSpans', 'scopeSpans', 'spans', shell, items);
    }
  }
}

interface RecordKind {
  readonly request: Message;
  readonly item: Message;
  /** Names of the lists in a request, from the outside in. */
  readonly lists: readonly [string, string, string];
}

const LOGS: RecordKind = {
  request: ExportRequest.logs,
  item: LogRecord,
  lists: ['resourceLogs', 'scopeLogs', 'logRecords'],
};
const METRICS: RecordKind = {
  request: ExportRequest.metrics,
  item: Metric,
  lists: ['resourceMetrics', 'scopeMetrics', 'metrics'],
};

function* recordLines(chunk: RecordChunk, { request, item, lists }: RecordKind): Generator<string> {
  for (const [origin, indexes] of byOrigin(chunk.origin, chunk.count, () => true)) {
    const shell = shellOf(chunk.origins.messageOf(origin), request);
    for (let at = 0; at < indexes.length; at += LINE_ITEMS) {
      const items = indexes
        .slice(at, at + LINE_ITEMS)
        .map(index => messageToJson(chunk.recordOf(index), item));
      yield line(...lists, shell, items);
    }
  }
}

function byOrigin(
  origins: Uint16Array,
  count: number,
  wanted: (index: number) => boolean,
): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let index = 0; index < count; index++) {
    if (!wanted(index)) continue;
    const group = groups.get(origins[index]!);
    if (group === undefined) groups.set(origins[index]!, [index]);
    else group.push(index);
  }
  return groups;
}

/** An origin is a ResourceSpans, ResourceLogs or ResourceMetrics without its items. */
function shellOf(bytes: Uint8Array, request: Message): JsonMessage {
  return messageToJson(bytes, request.byNumber[1]!.message!);
}

function line(
  resourceItems: string,
  scopeItems: string,
  items: string,
  shell: JsonMessage,
  list: JsonMessage[],
): string {
  const [scope] = shell[scopeItems] as JsonMessage[];
  return `${JSON.stringify({ [resourceItems]: [{ ...shell, [scopeItems]: [{ ...scope, [items]: list }] }] })}\n`;
}
