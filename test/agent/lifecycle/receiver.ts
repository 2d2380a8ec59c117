import http from 'node:http';
import http2, { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo, type Server } from 'node:net';

import type { DrawnSpan } from '../../e2e/ancestry';
import { type Decoded, decodeTraceRequest, parseTraceRequest } from '../export/decode-otlp';

/** Content of a request. */
export interface ReceivedRequest {
  /** Path of the request. */
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly spans: readonly string[];
  readonly sent: readonly SentSpan[];
  /** The resource attribute `test.run`, which names the process that sent it. */
  readonly run: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly bytes: number;
}

/** A span as it came. */
export interface SentSpan extends DrawnSpan {
  readonly scope: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A receiver of traces that only takes notes. */
export interface TestReceiver {
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Names of the spans that a process has sent, in order of arrival. */
  spansOf(run: string): string[];
  /** Returns a run's spans whole, each once: spans that were under way when a process ended are sent again. */
  sentBy(run: string): SentSpan[];
  /** Resolves when `wanted` holds, which is looked at with each request; rejects after ten seconds. */
  waitUntil(wanted: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface GrpcReceiver extends TestReceiver {
  /** Takes requests from now on, but answers none. */
  fallSilent(): void;
}

/** Starts an OTLP/gRPC receiver on a free port of 127.0.0.1; with a certificate it speaks TLS only. */
export async function startGrpcReceiver(tls?: { key: string; cert: string }): Promise<GrpcReceiver> {
  const server = tls === undefined ? http2.createServer() : http2.createSecureServer(tls);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.on('error', () => {}).on('close', () => sessions.delete(session));
  });
  const notes = takeNotes();
  let isSilent = false;
  server.on('stream', async (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => {});
    const body = await bodyOf(stream).catch(() => undefined);
    if (isSilent || body === undefined) return; // A process was ended in the middle of a request.
    const note = () => notes.add(String(headers[':path']), headers, body.subarray(5));
    if (stream.destroyed) {
      note();
      return;
    }
    // A test that is told of an arrival can rely on the sender knowing of it, too.
    const { session } = stream;
    stream.on('close', () => {
      if (session === undefined || session.destroyed || !session.ping(note)) note();
    });
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
  const receiver = await notes.receiver(server, () => {
    for (const session of sessions) session.destroy();
  });
  const fallSilent = () => {
    isSilent = true;
  };
  return { ...receiver, fallSilent };
}

export interface HttpReceiverOptions {
  readonly tls?: { key: string; cert: string };
  /** Called when a request has come in and its sender waits. */
  readonly beforeAnswer?: () => void;
}

/** Starts a receiver of OTLP/HTTP, protobuf and JSON. */
export function startHttpReceiver({ tls, beforeAnswer }: HttpReceiverOptions = {}): Promise<TestReceiver> {
  const notes = takeNotes();
  const server = tls === undefined ? http.createServer() : https.createServer(tls);
  server.on('request', async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const body = await bodyOf(request);
    beforeAnswer?.();
    notes.add(request.url!, request.headers, body);
    response.setHeader('content-type', request.headers['content-type']!).end();
  });
  return notes.receiver(server, () => server.closeAllConnections());
}

/** Takes connections and bytes, and never says a word. */
export async function startHangingReceiver(): Promise<TestReceiver> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {}).resume();
  });
  return takeNotes().receiver(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** Settings that send the traces of a program there, and nothing else. */
export function exporterEnvironment({ port }: { port: number }, protocol = 'grpc', scheme = 'http') {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_AGENT_BANNER: 'off',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };
}

function takeNotes() {
  const requests: ReceivedRequest[] = [];
  const checks = new Set<() => void>();

  function add(path: string, headers: Readonly<Record<string, unknown>>, body: Buffer): void {
    if (!/trace/i.test(path)) return;
    const decode = headers['content-type'] === 'application/json' ? parseTraceRequest : decodeTraceRequest;
    const decoded = decode(body) as unknown as TraceRequest;
    const resource = attributesOf(decoded.resourceSpans[0]?.resource.attributes ?? []);
    const sent = decoded.resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) => spans.map(span => sentSpan(scope.name, span))),
    );
    const spans = sent.map(({ name }) => name);
    const run = String(resource['test.run']);
    requests.push({ path, headers, spans, sent, resource, run, bytes: body.length });
    for (const check of checks) check();
  }

  const requestsOf = (run: string) => requests.filter(request => request.run === run);
  const spansOf = (run: string) => requestsOf(run).flatMap(request => request.spans);
  const sentBy = (run: string) => {
    const sent = requestsOf(run).flatMap(request => request.sent);
    return [...new Map(sent.map(span => [span.spanId, span])).values()];
  };

  function waitUntil(wanted: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        checks.delete(check);
        const seen = requests.map(({ run, spans }) => `${run}: ${spans.join(' ')}`).join('\n');
        reject(new Error(`what was waited for did not come; what came:\n${seen}`));
      }, 10_000);
      function check(): void {
        if (!wanted()) return;
        clearTimeout(timer);
        checks.delete(check);
        resolve();
      }
      checks.add(check);
      check();
    });
  }

  async function receiver(server: Server, destroyConnections: () => void): Promise<TestReceiver> {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const close = () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        destroyConnections();
      });
    return { port: (server.address() as AddressInfo).port, requests, spansOf, sentBy, waitUntil, close };
  }

  return { add, receiver };
}

interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly scope: { name: string }; readonly spans: readonly WireSpan[] }[];
  }[];
}
type WireSpan = Omit<DrawnSpan, 'kind'> & {
  readonly kind: number;
  readonly attributes: readonly Attribute[];
};
interface Attribute {
  readonly key: string;
  readonly value: Decoded;
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

function sentSpan(scope: string, { attributes, kind, ...span }: WireSpan): SentSpan {
  return { ...span, scope, kind: KINDS[kind]!, attributes: attributesOf(attributes) };
}

function attributesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
