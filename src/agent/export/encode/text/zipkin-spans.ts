import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ByteSink } from '../byte-sink';
import { settledAttributes } from '../resource-attributes';
import type { Format, ScopeGroup } from '../scope-groups';

type Tags = Record<string, string>;
type Time = readonly [number, number];

const KINDS: Partial<Record<SpanKind, string>> = {
  [SpanKind.SERVER]: 'SERVER',
  [SpanKind.CLIENT]: 'CLIENT',
  [SpanKind.PRODUCER]: 'PRODUCER',
  [SpanKind.CONSUMER]: 'CONSUMER',
};

/** Attributes that name the other side, by rank, with the attribute of its port (specification, "Remote endpoint"). */
const REMOTE_ENDPOINTS: readonly (readonly [name: string, port?: string])[] = [
  ['peer.service'],
  ['server.address'],
  ['net.peer.name'],
  ['network.peer.address', 'network.peer.port'],
  ['server.socket.domain'],
  ['server.socket.address', 'server.socket.port'],
  ['net.sock.peer.name'],
  ['net.sock.peer.addr', 'net.sock.peer.port'],
  ['peer.hostname'],
  ['peer.address'],
  ['db.name'],
];

/**
 * Formats spans as Zipkin v2 JSON, by "OpenTelemetry to Zipkin Transformation". Each span names its service, so its end
 * asks for the resource.
 */
export function zipkinSpans(resource: () => Resource): Format<ReadableSpan> {
  return {
    signal: 'traces',
    separator: ',',
    write(sink, span, isFirst) {
      if (!isFirst) sink.text(',');
      sink.text(JSON.stringify(zipkinSpan(span, settledAttributes(resource()))));
    },
    assemble: assembleList,
  };
}

function assembleList(groups: readonly ScopeGroup[]): Uint8Array {
  const list = new ByteSink(2 + groups.reduce((bytes, { sink }) => bytes + 1 + sink.end, 0));
  list.text('[');
  groups.forEach(({ sink }, index) => {
    if (index > 0) list.text(',');
    list.append(sink.bytes.subarray(0, sink.end));
  });
  list.text(']');
  return list.bytes.subarray(0, list.end);
}

function zipkinSpan(span: ReadableSpan, resource: Attributes) {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    id: spanId,
    parentId: span.parentSpanContext?.spanId || undefined,
    name: span.name,
    kind: KINDS[span.kind],
    timestamp: microseconds(span.startTime),
    // Zipkin takes 0 for "not known": a shorter duration counts as a microsecond.
    duration: Math.max(1, microseconds(span.duration)),
    localEndpoint: { serviceName: String(resource['service.name'] ?? 'unknown_service:node') },
    remoteEndpoint: remoteEndpoint(span),
    annotations: span.events.length === 0 ? undefined : span.events.map(annotation),
    tags: { ...attributeTags(resource, 'service.name'), ...spanTags(span) },
  };
}

function annotation({ name, time, attributes }: ReadableSpan['events'][number]) {
  const isBare = attributes === undefined || Object.keys(attributes).length === 0;
  const value = isBare ? name : `${JSON.stringify(name)}: ${JSON.stringify(attributes)}`;
  return { timestamp: microseconds(time), value };
}

function spanTags(span: ReadableSpan): Tags {
  const { status, instrumentationScope: scope } = span;
  // Leave out an attribute named "error": Zipkin would take the span for a failed one, whatever its value.
  const tags = { ...attributeTags(span.attributes, 'error'), ...linkTags(span.links) };
  tags['otel.scope.name'] = scope.name;
  if (scope.version) tags['otel.scope.version'] = scope.version;
  if (status.code !== SpanStatusCode.UNSET) tags['otel.status_code'] = SpanStatusCode[status.code]!;
  if (status.code === SpanStatusCode.ERROR) tags.error = status.message ?? '';
  if (span.droppedAttributesCount > 0)
    tags['otel.dropped_attributes_count'] = String(span.droppedAttributesCount);
  if (span.droppedEventsCount > 0) tags['otel.dropped_events_count'] = String(span.droppedEventsCount);
  if (span.droppedLinksCount > 0) tags['otel.dropped_links_count'] = String(span.droppedLinksCount);
  return tags;
}

/** Writes links as tags, as the Collector's exporter does and its receiver reads: Zipkin has no links. */
function linkTags(links: ReadableSpan['links']): Tags {
  const tags: Tags = {};
  for (const [index, { context, attributes = {}, droppedAttributesCount = 0 }] of links.entries()) {
    const state = context.traceState?.serialize() ?? '';
    const parts = [
      context.traceId,
      context.spanId,
      // The `|` separates the parts: a reader would refuse the whole batch.
      state.includes('|') ? '' : state,
      JSON.stringify(attributes),
      droppedAttributesCount,
    ];
    tags[`otlp.link.${index}`] = parts.join('|');
  }
  return tags;
}

function attributeTags(attributes: Attributes, left: string): Tags {
  const tags: Tags = {};
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (name !== left)
      tags[name] = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  }
  return tags;
}

function remoteEndpoint({ kind, attributes }: ReadableSpan) {
  if (kind !== SpanKind.CLIENT && kind !== SpanKind.PRODUCER) return undefined;
  const found = REMOTE_ENDPOINTS.find(([name]) => attributes[name] !== undefined);
  if (found === undefined) return undefined;
  const [name, portName] = found;
  const port = portName === undefined ? undefined : attributes[portName];
  return { serviceName: String(attributes[name]), ...(typeof port === 'number' && { port }) };
}

function microseconds([seconds, nanos]: Time): number {
  return seconds * 1e6 + Math.floor(nanos / 1000);
}
