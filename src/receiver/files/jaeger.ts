import type { JsonMessage } from '../wire/message-to-json';
import { keyValue, nanosOf, type OtlpRequest, requestOf, type SpanGroup } from './otlp-json';

interface JaegerTag {
  readonly key?: unknown;
  readonly type?: unknown;
  readonly value?: unknown;
}

interface JaegerSpan {
  readonly traceID?: unknown;
  readonly spanID?: unknown;
  readonly parentSpanID?: unknown;
  readonly operationName?: unknown;
  readonly startTime?: unknown;
  readonly duration?: unknown;
  readonly processID?: unknown;
  readonly flags?: unknown;
  readonly tags?: readonly JaegerTag[];
  readonly logs?: readonly { readonly timestamp?: unknown; readonly fields?: readonly JaegerTag[] }[];
  readonly references?: readonly {
    readonly refType?: unknown;
    readonly traceID?: unknown;
    readonly spanID?: unknown;
  }[];
}

export interface JaegerTrace {
  readonly spans: readonly JaegerSpan[];
  readonly processes?: {
    readonly [id: string]: { readonly serviceName?: unknown; readonly tags?: readonly JaegerTag[] };
  };
}

const KINDS: { readonly [kind: string]: number } = {
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};

/** Tags that OTLP has fields for (opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger). */
const FIELD_TAGS = new Set([
  'span.kind',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
  'w3c.tracestate',
  'internal.span.format',
]);

/** The traces in a parsed file of Jaeger's: an answer of its query API or one trace of it. Undefined when it is neither. */
export function jaegerTracesIn(json: unknown): JaegerTrace[] | undefined {
  const { data, spans } = (json ?? {}) as { data?: unknown; spans?: unknown };
  const isTrace = (item: unknown): item is JaegerTrace => Array.isArray((item as JaegerTrace | null)?.spans);
  if (Array.isArray(data) && data.every(isTrace)) return data;
  return Array.isArray(spans) ? [json as JaegerTrace] : undefined;
}

/** Turns one trace of Jaeger's into OTLP, the reverse of how OpenTelemetry writes to Jaeger. */
export function jaegerToOtlp({ spans, processes = {} }: JaegerTrace): OtlpRequest {
  const groups = new Map<string, SpanGroup>();
  for (const span of spans) {
    const tags = new Map((span.tags ?? []).map(tag => [String(tag.key), tag]));
    const process = processes[String(span.processID)] ?? {};
    const name = text(tags, 'otel.scope.name') ?? text(tags, 'otel.library.name') ?? '';
    const version = text(tags, 'otel.scope.version') ?? text(tags, 'otel.library.version') ?? '';
    const key = JSON.stringify([span.processID, name, version]);
    const group = groups.get(key) ?? {
      resource: [
        keyValue('service.name', String(process.serviceName ?? '')),
        ...(process.tags ?? []).map(attributeOf),
      ],
      scope: { name, version },
      spans: [],
    };
    groups.set(key, group);
    group.spans.push(spanOf(span, tags));
  }
  return requestOf(groups.values());
}

function spanOf(span: JaegerSpan, tags: ReadonlyMap<string, JaegerTag>): JsonMessage {
  const traceId = idOf(span.traceID, 32);
  const start = nanosOf(span.startTime);
  const { parent, links } = referencesOf(span, traceId);
  return {
    traceId,
    spanId: idOf(span.spanID, 16),
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: String(span.operationName ?? ''),
    kind: KINDS[text(tags, 'span.kind') ?? ''] ?? 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + nanosOf(span.duration)),
    traceState: text(tags, 'w3c.tracestate') ?? '',
    attributes: [...tags.values()].filter(tag => !isField(String(tag.key), tags)).map(attributeOf),
    events: (span.logs ?? []).map(log => eventOf(log.timestamp, log.fields ?? [])),
    links,
    status: { code: statusOf(tags), message: text(tags, 'otel.status_description') ?? '' },
  };
}

/** `error` is written beside the status that says the same. */
function isField(key: string, tags: ReadonlyMap<string, JaegerTag>): boolean {
  return FIELD_TAGS.has(key) || (key === 'error' && tags.has('otel.status_code'));
}

function referencesOf(
  span: JaegerSpan,
  traceId: string,
): { parent: string | undefined; links: JsonMessage[] } {
  const references = (span.references ?? []).map(reference => ({
    type: reference.refType,
    traceId: idOf(reference.traceID, 32),
    spanId: idOf(reference.spanID, 16),
  }));
  const own = references.filter(reference => reference.traceId === traceId);
  const parent = own.find(reference => reference.type === 'CHILD_OF') ?? own[0];
  const links = references
    .filter(each => each !== parent)
    .map(each => ({ traceId: each.traceId, spanId: each.spanId }));
  const old = span.parentSpanID === undefined ? undefined : idOf(span.parentSpanID, 16);
  return { parent: parent?.spanId ?? old, links };
}

function eventOf(timestamp: unknown, fields: readonly JaegerTag[]): JsonMessage {
  const name = fields.find(field => field.key === 'event');
  return {
    timeUnixNano: String(nanosOf(timestamp)),
    name: String(name?.value ?? 'log'),
    attributes: fields.filter(field => field !== name).map(attributeOf),
  };
}

function statusOf(tags: ReadonlyMap<string, JaegerTag>): number {
  const code = text(tags, 'otel.status_code');
  if (code === 'OK') return 1;
  const error = tags.get('error')?.value;
  return code === 'ERROR' || (code === undefined && (error === true || error === 'true')) ? 2 : 0;
}

function attributeOf({ key, type, value }: JaegerTag): JsonMessage {
  const isNumber = (type === 'int64' || type === 'float64') && typeof value === 'string';
  return keyValue(String(key ?? ''), isNumber ? Number(value) : value);
}

function text(tags: ReadonlyMap<string, JaegerTag>, key: string): string | undefined {
  const value = tags.get(key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Jaeger leaves out leading zeros. */
function idOf(id: unknown, length: number): string {
  return String(id ?? '').padStart(length, '0');
}
