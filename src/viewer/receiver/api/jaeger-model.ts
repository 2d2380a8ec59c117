import type { Attributes, SpanEvent, Trace, TraceSpan, Value } from '../trace';

/** Tag of Jaeger's, with a `type` for what JSON cannot say. */
interface JaegerTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64';
  readonly value: Value;
}

/**
 * A trace as Jaeger's query service answers with it (jaeger-ui `types/trace.tsx`); status, kind and scope become tags
 * as OpenTelemetry lays down for Jaeger. Times in microseconds.
 */
export function jaegerTrace(trace: Trace): object {
  const processes = new Map<string, { id: string; serviceName: string; tags: JaegerTag[] }>();
  const spans = trace.spans.map(span => {
    const key = JSON.stringify([span.service, span.resource]);
    const process = processes.get(key) ?? {
      id: `p${processes.size + 1}`,
      serviceName: span.service,
      tags: tagsOf(span.resource).filter(tag => tag.key !== 'service.name'),
    };
    processes.set(key, process);
    return jaegerSpan(trace, span, process.id);
  });
  return {
    traceID: trace.traceId,
    spans,
    processes: Object.fromEntries(
      [...processes.values()].map(({ id, serviceName, tags }) => [id, { serviceName, tags }]),
    ),
    warnings: null,
  };
}

function jaegerSpan(trace: Trace, span: TraceSpan, processID: string): object {
  return {
    traceID: trace.traceId,
    spanID: span.spanId,
    operationName: span.name,
    references: referencesOf(trace.traceId, span),
    startTime: microsOf(trace, span.startNs),
    duration: Math.round(span.durationNs / 1000),
    tags: [...tagsOf(span.attributes), ...fieldTags(span)],
    logs: span.events.map(event => jaegerLog(trace, event)),
    processID,
    warnings: null,
    flags: span.flags & 0xff,
  };
}

function referencesOf(traceID: string, { parentSpanId, links }: TraceSpan): object[] {
  const parent = parentSpanId === undefined ? [] : [{ refType: 'CHILD_OF', traceID, spanID: parentSpanId }];
  return [
    ...parent,
    ...links.map(link => ({ refType: 'FOLLOWS_FROM', traceID: link.traceId, spanID: link.spanId })),
  ];
}

/** Tags for the values that have no field in Jaeger (opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger). */
function fieldTags({ kind, status, statusMessage, scope, traceState }: TraceSpan): JaegerTag[] {
  const tags: [key: string, value: Value][] = [['span.kind', kind === 'unspecified' ? 'internal' : kind]];
  if (scope.name !== '') tags.push(['otel.scope.name', scope.name]);
  if (scope.version !== '') tags.push(['otel.scope.version', scope.version]);
  if (status !== 'unset') tags.push(['otel.status_code', status.toUpperCase()]);
  if (status === 'error') tags.push(['error', true]);
  if (statusMessage !== '') tags.push(['otel.status_description', statusMessage]);
  if (traceState !== '') tags.push(['w3c.tracestate', traceState]);
  return tags.map(([key, value]) => tagOf(key, value));
}

function jaegerLog(trace: Trace, { name, timeNs, attributes }: SpanEvent): object {
  return { timestamp: microsOf(trace, timeNs), fields: [tagOf('event', name), ...tagsOf(attributes)] };
}

function tagsOf(attributes: Attributes): JaegerTag[] {
  return Object.entries(attributes).map(([key, value]) => tagOf(key, value));
}

function tagOf(key: string, value: Value): JaegerTag {
  if (typeof value === 'boolean') return { key, type: 'bool', value };
  if (typeof value === 'number') return { key, type: Number.isInteger(value) ? 'int64' : 'float64', value };
  return { key, type: 'string', value: typeof value === 'string' ? value : JSON.stringify(value) };
}

function microsOf({ startUnixNano }: Trace, offsetNs: number): number {
  return Number(startUnixNano / 1000n) + Math.round((Number(startUnixNano % 1000n) + offsetNs) / 1000);
}
