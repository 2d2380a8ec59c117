import type { CollectedLogRecord, CollectedMetric, CollectedPoint, CollectedSpan, Origin } from './collected';
import { decodeAttributes, decodeValue, type KeyValue } from './decode-value';

/** Line of the Collector's file exporter: an export request as OTLP JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is OTLP's, and what the tests read of it is typed by collected.ts
type Json = any;

/** The spans of one export request, one flat record each. */
export function flattenSpans(request: Json): CollectedSpan[] {
  return flatten(request.resourceSpans, 'scopeSpans', 'spans', decodeSpan);
}

/** The metrics of one export request. */
export function flattenMetrics(request: Json): CollectedMetric[] {
  return flatten(request.resourceMetrics, 'scopeMetrics', 'metrics', decodeMetric);
}

/** The log records of one export request. */
export function flattenLogs(request: Json): CollectedLogRecord[] {
  return flatten(request.resourceLogs, 'scopeLogs', 'logRecords', decodeLogRecord);
}

function flatten<T>(
  resources: Json,
  scopesField: string,
  itemsField: string,
  decode: (item: Json) => T,
): (T & Origin)[] {
  return (resources ?? []).flatMap((resource: Json) =>
    (resource[scopesField] ?? []).flatMap((scope: Json) => {
      const origin = decodeOrigin(resource, scope);
      return (scope[itemsField] ?? []).map((item: Json) => ({ ...origin, ...decode(item) }));
    }),
  );
}

function decodeOrigin(resource: Json, scope: Json): Origin {
  const attributes = decodeAttributes(resource.resource?.attributes);
  return {
    resource: attributes,
    service: String(attributes['service.name'] ?? ''),
    scope: { name: scope.scope?.name ?? '', version: scope.scope?.version ?? '' },
    resourceSchemaUrl: resource.schemaUrl ?? '',
    scopeSchemaUrl: scope.schemaUrl ?? '',
  };
}

const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_CODES = ['unset', 'ok', 'error'] as const;
const temporalities = [undefined, 'delta', 'cumulative'] as const;
const METRIC_TYPES = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;

function decodeSpan(span: Json): Omit<CollectedSpan, keyof Origin> {
  return {
    ...context(span),
    parentSpanId: span.parentSpanId ?? '',
    traceState: span.traceState ?? '',
    name: span.name ?? '',
    kind: SPAN_KINDS[span.kind as number] ?? 'unspecified',
    startTimeUnixNano: BigInt(span.startTimeUnixNano ?? 0),
    endTimeUnixNano: BigInt(span.endTimeUnixNano ?? 0),
    ...counted(span),
    events: (span.events ?? []).map((event: Json) => ({
      name: event.name ?? '',
      timeUnixNano: BigInt(event.timeUnixNano ?? 0),
      ...counted(event),
    })),
    links: (span.links ?? []).map((link: Json) => ({
      ...context(link),
      traceState: link.traceState ?? '',
      ...counted(link),
    })),
    status: { code: STATUS_CODES[(span.status?.code as number) ?? 0]!, message: span.status?.message ?? '' },
    droppedEventsCount: span.droppedEventsCount ?? 0,
    droppedLinksCount: span.droppedLinksCount ?? 0,
  };
}

function decodeMetric(metric: Json): Omit<CollectedMetric, keyof Origin> {
  const type = METRIC_TYPES.find(candidate => metric[candidate]) ?? 'gauge';
  const data = metric[type] ?? {};
  const temporality = temporalities[data.aggregationTemporality as number];
  return {
    name: metric.name ?? '',
    description: metric.description ?? '',
    unit: metric.unit ?? '',
    type,
    ...(temporality && { temporality }),
    ...(type === 'sum' && { monotonic: data.isMonotonic ?? false }),
    points: (data.dataPoints ?? []).map(decodePoint),
  };
}

function decodePoint(point: Json): CollectedPoint {
  return {
    attributes: decodeAttributes(point.attributes),
    startTimeUnixNano: BigInt(point.startTimeUnixNano ?? 0),
    timeUnixNano: BigInt(point.timeUnixNano ?? 0),
    ...(hasNumber(point) && { value: decodeNumber(point) }),
    ...(point.count !== undefined && { count: Number(point.count) }),
    ...Object.fromEntries(
      ['sum', 'min', 'max'].filter(key => key in point).map(key => [key, Number(point[key])]),
    ),
    ...(point.bucketCounts && { bucketCounts: point.bucketCounts.map(Number) }),
    ...(point.explicitBounds && { explicitBounds: point.explicitBounds.map(Number) }),
    exemplars: (point.exemplars ?? []).map((exemplar: Json) => ({
      traceId: exemplar.traceId ?? '',
      spanId: exemplar.spanId ?? '',
      value: Number(decodeNumber(exemplar)),
    })),
  };
}

function decodeLogRecord(record: Json): Omit<CollectedLogRecord, keyof Origin> {
  return {
    ...context(record),
    timeUnixNano: BigInt(record.timeUnixNano ?? 0),
    observedTimeUnixNano: BigInt(record.observedTimeUnixNano ?? 0),
    severityNumber: record.severityNumber ?? 0,
    severityText: record.severityText ?? '',
    eventName: record.eventName ?? '',
    body: decodeValue(record.body),
    attributes: decodeAttributes(record.attributes),
  };
}

function context(item: Json): { traceId: string; spanId: string; flags: number } {
  return { traceId: item.traceId ?? '', spanId: item.spanId ?? '', flags: item.flags ?? 0 };
}

function counted(item: { attributes?: KeyValue[]; droppedAttributesCount?: number }) {
  return {
    attributes: decodeAttributes(item.attributes),
    droppedAttributesCount: item.droppedAttributesCount ?? 0,
  };
}

function hasNumber(point: Json): boolean {
  return point.asInt !== undefined || point.asDouble !== undefined;
}

function decodeNumber({ asInt, asDouble }: Json): number | bigint {
  return asInt === undefined ? Number(asDouble) : (decodeValue({ intValue: asInt }) as number | bigint);
}
