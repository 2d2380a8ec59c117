import { OtlpSpanKind, OtlpStatusCode } from '../../../../shared/otlp/fields';
import type { JsonMessage } from '../../wire/message-to-json';
import { isList, itemsOf, type JsonPart, readPart } from './json-parts';
import type { FoundRequest } from './otlp-json';
import { keyValue, nanosOf, SpanGroups, statusCodeOf } from './span-groups';
import { isResourceTag, linksIn, packedEvent } from './zipkin-tags';

interface Endpoint {
  readonly serviceName?: unknown;
  readonly ipv4?: unknown;
  readonly ipv6?: unknown;
  readonly port?: unknown;
}

/** A span of zipkin.io/zipkin-api, version 2. */
interface ZipkinSpan {
  readonly traceId?: unknown;
  readonly id?: unknown;
  readonly parentId?: unknown;
  readonly name?: unknown;
  readonly kind?: unknown;
  readonly timestamp?: unknown;
  readonly duration?: unknown;
  readonly localEndpoint?: Endpoint | null;
  readonly remoteEndpoint?: Endpoint | null;
  readonly tags?: Tags | null;
  readonly annotations?: readonly { readonly timestamp?: unknown; readonly value?: unknown }[] | null;
}

type Tags = { readonly [key: string]: unknown };

/**
 * Tags that OTLP has fields for: opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin, and what the Collector's
 * exporter adds.
 */
const FIELD_TAGS = new Set([
  'otel.status_code',
  'otel.status_description',
  'error',
  'span.kind',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
  'otlp.service.name.source',
  'otel.dropped_attributes_count',
  'otel.dropped_events_count',
  'otel.dropped_links_count',
  'w3c.tracestate',
]);

/** Name that the Collector's exporter gives a sender without a name. */
const NO_SERVICE = 'OTLPResourceNoServiceName';

/** Spans that go into one request. */
const BATCH = 1000;

/**
 * The spans in a value of Zipkin's as OTLP, the reverse of how OpenTelemetry and the Collector write to Zipkin: a list of
 * spans, or of traces. Undefined when it is neither. Throws MalformedError.
 */
export function zipkinRequests(part: JsonPart): Iterable<FoundRequest> | undefined {
  if (!isList(part)) return undefined;
  for (const span of spansIn(part)) return isSpan(readPart(span)) ? requestsOf(part) : undefined;
  return requestsOf(part);
}

function* requestsOf(part: JsonPart): Generator<FoundRequest> {
  const groups = new SpanGroups();
  const starts = new StartTimes(part);
  for (const each of spansIn(part)) {
    const span = readPart(each);
    if (!isSpan(span)) continue;
    const tags = span.tags ?? {};
    groups.add(resourceOf(span, tags), scopeOf(tags), spanOf(span, tags, starts.of(span)));
    if (groups.size >= BATCH) yield groups.takeRequest();
  }
  yield groups.takeRequest();
}

/** The items of a list, or of the lists in it. */
function* spansIn(part: JsonPart): Generator<JsonPart> {
  for (const item of itemsOf(part)) {
    if (isList(item)) yield* itemsOf(item);
    else yield item;
  }
}

function isSpan(value: unknown): value is ZipkinSpan {
  const { traceId, id } = (value ?? {}) as ZipkinSpan;
  return typeof traceId === 'string' && typeof id === 'string';
}

/** Finds the start of spans without a timestamp: with the other half of a shared span, else with their trace. */
class StartTimes {
  readonly #part: JsonPart;
  #known: Map<string, bigint> | undefined;

  constructor(part: JsonPart) {
    this.#part = part;
  }

  of({ traceId, id, timestamp }: ZipkinSpan): bigint {
    const own = nanosOf(timestamp);
    if (own !== 0n) return own;
    this.#known ??= this.#read();
    return this.#known.get(`${traceId} ${id}`) ?? this.#known.get(String(traceId)) ?? 0n;
  }

  #read(): Map<string, bigint> {
    const earliest = new Map<string, bigint>();
    for (const each of spansIn(this.#part)) {
      const span = readPart(each);
      if (!isSpan(span)) continue;
      const start = nanosOf(span.timestamp);
      if (start === 0n) continue;
      for (const key of [String(span.traceId), `${span.traceId} ${span.id}`]) {
        const before = earliest.get(key);
        if (before === undefined || start < before) earliest.set(key, start);
      }
    }
    return earliest;
  }
}

/** OpenTelemetry puts a resource's attributes among the tags of each span, and says which one became the service's name. */
function resourceOf({ localEndpoint }: ZipkinSpan, tags: Tags): JsonMessage[] {
  const service = String(localEndpoint?.serviceName ?? '');
  const isNamed = service !== '' && service !== NO_SERVICE;
  const source = String(tags['otlp.service.name.source'] ?? 'service.name');
  return [
    ...(isNamed ? [...new Set(['service.name', source])].map(key => keyValue(key, service)) : []),
    ...Object.entries(tags)
      .filter(([key]) => isResourceTag(key))
      .map(([key, value]) => keyValue(key, value)),
  ];
}

function scopeOf(tags: Tags): JsonMessage {
  return {
    name: String(tags['otel.scope.name'] ?? tags['otel.library.name'] ?? ''),
    version: String(tags['otel.scope.version'] ?? tags['otel.library.version'] ?? ''),
  };
}

function spanOf(span: ZipkinSpan, tags: Tags, start: bigint): JsonMessage {
  const { links, linkTags } = linksIn(tags);
  const isAttribute = (key: string) => !FIELD_TAGS.has(key) && !isResourceTag(key) && !linkTags.has(key);
  const attributes = Object.entries(tags).filter(([key]) => isAttribute(key));
  return {
    traceId: String(span.traceId).padStart(32, '0'),
    spanId: String(span.id).padStart(16, '0'),
    ...(span.parentId === undefined || span.parentId === null
      ? {}
      : { parentSpanId: String(span.parentId).padStart(16, '0') }),
    name: String(span.name ?? ''),
    kind: kindOf(span.kind),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + nanosOf(span.duration)),
    traceState: String(tags['w3c.tracestate'] ?? ''),
    attributes: [
      ...attributes.map(([key, value]) => keyValue(key, value)),
      ...addressOf(span.localEndpoint, 'network.local'),
      ...peerOf(span.remoteEndpoint),
    ],
    events: (span.annotations ?? []).map(({ timestamp, value }) => ({
      timeUnixNano: String(nanosOf(timestamp)),
      ...packedEvent(String(value ?? '')),
    })),
    links,
    droppedAttributesCount: countIn(tags, 'otel.dropped_attributes_count'),
    droppedEventsCount: countIn(tags, 'otel.dropped_events_count'),
    droppedLinksCount: countIn(tags, 'otel.dropped_links_count'),
    status: statusOf(tags),
  };
}

function countIn(tags: Tags, key: string): number {
  const text = String(tags[key] ?? '');
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

function kindOf(kind: unknown): number {
  const name = String(kind ?? '')
    .toLowerCase()
    .replace(/^span_kind_/, '');
  return OtlpSpanKind[name as keyof typeof OtlpSpanKind] ?? OtlpSpanKind.internal;
}

/** `error` says what went wrong, or only that something did. */
function statusOf(tags: Tags): JsonMessage {
  const { error } = tags;
  const isFailure = error !== undefined && error !== 'false' && error !== false;
  const code = isFailure ? OtlpStatusCode.error : statusCodeOf(tags['otel.status_code']);
  const said =
    tags['otel.status_description'] ?? (isFailure && error !== 'true' && error !== true ? error : '');
  return { code, message: String(said) };
}

function peerOf(endpoint: Endpoint | null | undefined): JsonMessage[] {
  const service = endpoint?.serviceName ?? '';
  return [
    ...(service === '' ? [] : [keyValue('service.peer.name', String(service))]),
    ...addressOf(endpoint, 'network.peer'),
  ];
}

function addressOf(endpoint: Endpoint | null | undefined, prefix: string): JsonMessage[] {
  const { ipv4, ipv6, port } = endpoint ?? {};
  const address = ipv4 ?? ipv6;
  return [
    ...(address === undefined ? [] : [keyValue(`${prefix}.address`, String(address))]),
    ...(typeof port === 'number' ? [keyValue(`${prefix}.port`, port)] : []),
  ];
}
