import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP/JSON has it, with plain attributes. */
export interface Span {
  readonly name: string;
  readonly scope: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  readonly links: readonly string[];
  readonly durationMs: number;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly receivedMs: number;
}

/** A receiver of OTLP/JSON that keeps spans as they come. */
export interface JsonReceiver {
  readonly endpoint: string;
  readonly spans: readonly Span[];
  /** Counts requests of any signal. */
  readonly requests: number;
  /** Makes it take requests from now on without an answer, or answer again. */
  setSilent(isSilent: boolean): void;
  close(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON.
type Json = any;

export async function startJsonReceiver(): Promise<JsonReceiver> {
  const spans: Span[] = [];
  let requests = 0;
  let isSilent = false;
  const server = http.createServer(async (request, response) => {
    let body = '';
    request.on('error', () => {});
    for await (const text of request.setEncoding('utf8')) body += text;
    requests++;
    if (isSilent) return;
    if (request.url === '/v1/traces') spans.push(...spansOf(JSON.parse(body)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    get requests() {
      return requests;
    },
    setSilent(silent) {
      isSilent = silent;
      if (!silent) server.closeAllConnections();
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function spansOf({ resourceSpans }: Json): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }: Json) =>
    scopeSpans.flatMap(({ scope, spans }: Json) =>
      spans.map((span: Json) => ({
        name: span.name,
        scope: scope.name,
        kind: span.kind,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        status: span.status ?? {},
        attributes: plain(span.attributes),
        events: (span.events ?? []).map(({ name }: Json) => name),
        links: (span.links ?? []).map(({ traceId, spanId }: Json) => `${traceId}-${spanId}`),
        durationMs: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
        resource: plain(resource.attributes),
        receivedMs: Date.now(),
      })),
    ),
  );
}

function plain(attributes: readonly Json[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: Json): unknown {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
