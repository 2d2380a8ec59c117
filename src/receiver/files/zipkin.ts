import type { JsonMessage } from '../wire/message-to-json';
import { keyValue, nanosOf, type OtlpRequest, requestOf, type SpanGroup } from './otlp-json';

interface Endpoint {
  readonly serviceName?: unknown;
  readonly ipv4?: unknown;
  readonly ipv6?: unknown;
  readonly port?: unknown;
}

/** A span of zipkin.io/zipkin-api, version 2. */
export interface ZipkinSpan {
  readonly traceId?: unknown;
  readonly id?: unknown;
  readonly parentId?: unknown;
  readonly name?: unknown;
  readonly kind?: unknown;
  readonly timestamp?: unknown;
  readonly duration?: unknown;
  readonly localEndpoint?: Endpoint;
  readonly remoteEndpoint?: Endpoint;
  readonly tags?: { readonly [key: string]: unknown };
  readonly annotations?: readonly { readonly timestamp?: unknown; readonly value?: unknown }[];
}

const KINDS: { readonly [kind: string]: number } = { SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 };

/** Tags that OTLP has fields for (opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin). */
const FIELD_TAGS = new Set([
  'otel.status_code',
  'error',
  'otel.scope.name',
  'otel.scope.version',
  'w3c.tracestate',
]);

/** The spans in a parsed file of Zipkin's: a list of spans, or of traces. Undefined when it is neither. */
export function zipkinSpansIn(json: unknown): ZipkinSpan[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const spans = json.flat() as (ZipkinSpan | null)[];
  const isSpan = (span: ZipkinSpan | null) =>
    typeof span?.traceId === 'string' && typeof span.id === 'string';
  return spans.every(isSpan) ? (spans as ZipkinSpan[]) : undefined;
}

/** Turns Zipkin's spans into OTLP, the reverse of how OpenTelemetry writes to Zipkin. */
export function zipkinToOtlp(spans: readonly ZipkinSpan[]): OtlpRequest {
  const groups = new Map<string, SpanGroup>();
  for (const span of spans) {
    const service = String(span.localEndpoint?.serviceName ?? '');
    const name = String(span.tags?.['otel.scope.name'] ?? '');
    const version = String(span.tags?.['otel.scope.version'] ?? '');
    const key = JSON.stringify([service, name, version]);
    const group = groups.get(key) ?? {
      resource: [keyValue('service.name', service)],
      scope: { name, version },
      spans: [],
    };
    groups.set(key, group);
    group.spans.push(spanOf(span));
  }
  return requestOf(groups.values());
}

function spanOf(span: ZipkinSpan): JsonMessage {
  const start = nanosOf(span.timestamp);
  const { tags = {} } = span;
  const error = tags.error;
  const failed = tags['otel.status_code'] === 'ERROR' || (error !== undefined && error !== 'false');
  return {
    traceId: String(span.traceId).padStart(32, '0'),
    spanId: String(span.id).padStart(16, '0'),
    ...(span.parentId === undefined ? {} : { parentSpanId: String(span.parentId).padStart(16, '0') }),
    name: String(span.name ?? ''),
    kind: KINDS[String(span.kind)] ?? 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + nanosOf(span.duration)),
    traceState: String(tags['w3c.tracestate'] ?? ''),
    attributes: [...attributesOf(tags), ...peerOf(span.remoteEndpoint)],
    events: (span.annotations ?? []).map(({ timestamp, value }) => ({
      timeUnixNano: String(nanosOf(timestamp)),
      name: String(value ?? ''),
    })),
    status: {
      code: failed ? 2 : tags['otel.status_code'] === 'OK' ? 1 : 0,
      message: failed ? messageOf(error) : '',
    },
  };
}

function attributesOf(tags: { readonly [key: string]: unknown }): JsonMessage[] {
  return Object.entries(tags)
    .filter(([key]) => !FIELD_TAGS.has(key))
    .map(([key, value]) => keyValue(key, value));
}

function peerOf(endpoint: Endpoint = {}): JsonMessage[] {
  const { serviceName, ipv4, ipv6, port } = endpoint;
  const address = ipv4 ?? ipv6;
  return [
    ...(serviceName === undefined ? [] : [keyValue('service.peer.name', String(serviceName))]),
    ...(address === undefined ? [] : [keyValue('network.peer.address', String(address))]),
    ...(typeof port === 'number' ? [keyValue('network.peer.port', port)] : []),
  ];
}

/** `error` says what went wrong, or only that something did. */
function messageOf(error: unknown): string {
  return error === undefined || error === 'true' || error === true ? '' : String(error);
}
