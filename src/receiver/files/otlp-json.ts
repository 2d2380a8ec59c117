import type { Signal } from '../inbox';
import type { JsonMessage, JsonValue } from '../wire/message-to-json';

/** A request as OTLP JSON: `resourceSpans`, `resourceLogs` or `resourceMetrics`, as one line of the Collector's file exporter. */
export type OtlpRequest = JsonMessage;

const SIGNALS: readonly (readonly [name: string, signal: Signal])[] = [
  ['resourceSpans', 'traces'],
  ['resourceLogs', 'logs'],
  ['resourceMetrics', 'metrics'],
];

/** The signals that a parsed line holds; none when it is no OTLP JSON. */
export function signalsIn(json: unknown): Signal[] {
  if (typeof json !== 'object' || json === null) return [];
  return SIGNALS.filter(([name]) => Array.isArray((json as JsonMessage)[name])).map(([, signal]) => signal);
}

/** An attribute from a plain value; what is no string, number or boolean is written as JSON. */
export function keyValue(key: string, value: unknown): JsonMessage {
  return { key, value: anyValue(value) };
}

/** Spans of one sender and scope as the request that would have brought them. */
export function requestOf(groups: Iterable<SpanGroup>): OtlpRequest {
  const resourceSpans = [...groups].map(({ resource, scope, spans }) => ({
    resource: { attributes: resource },
    scopeSpans: [{ scope, spans }],
  }));
  return { resourceSpans };
}

export interface SpanGroup {
  readonly resource: JsonMessage[];
  readonly scope: JsonMessage;
  readonly spans: JsonMessage[];
}

/** Microseconds, as Jaeger and Zipkin write them, in OTLP's nanoseconds. Anything else is 0. */
export function nanosOf(micros: unknown): bigint {
  const number = Number(micros);
  if (!Number.isFinite(number) || number < 0 || number > 9e15) return 0n;
  return BigInt(Math.round(number)) * 1000n;
}

function anyValue(value: unknown): JsonValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  return { stringValue: JSON.stringify(value) ?? '' };
}
