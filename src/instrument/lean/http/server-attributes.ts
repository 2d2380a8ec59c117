import type { IncomingMessage } from 'node:http';
import type { Attributes, Span } from '@opentelemetry/api';
import type { HeaderCapture } from './captured-headers';
import { clientAddress } from './client-address';
import { parseForwarded } from './forwarded';
import { hostReader, type ServerAddress, splitHost } from './host';
import { knownMethod } from './methods';
import { splitTarget } from './request-target';
import type { QueryRedaction } from './url-query';

/** A server span's attributes, from the request's first line, headers and socket. */
export interface ServerAttributes {
  /** What decides whether a span is made at all; paid for by every request. */
  first(request: IncomingMessage): Attributes;
  /** All others; paid for by requests that are recorded. */
  addOthers(request: IncomingMessage, span: Span): void;
}

/** For the requests of one scheme. Semantic conventions, HTTP server span. */
export function serverAttributes(
  scheme: 'http' | 'https',
  redact: QueryRedaction,
  capture: HeaderCapture | undefined,
): ServerAttributes {
  const readHost = hostReader(scheme);
  const target = ({ url, headers: { host } }: IncomingMessage) =>
    splitTarget(url ?? '/', { scheme, host, isUrl: !host || readHost(host).isUrl });
  return {
    first(request) {
      const attributes: Attributes = {
        'http.request.method': knownMethod(request.method),
        'url.scheme': scheme,
      };
      const path = target(request)?.path;
      if (path !== undefined) attributes['url.path'] = path;
      return attributes;
    },
    addOthers(request, span) {
      const { headers, socket, url } = request;
      const { host } = headers;
      span.setAttribute('network.protocol.version', request.httpVersion);
      addServer(span, forwardedServer(request) ?? (host ? readHost(host) : undefined));
      add(span, 'network.peer.address', socket.remoteAddress);
      add(span, 'network.peer.port', socket.remotePort);
      add(span, 'client.address', clientAddress(request));
      add(span, 'user_agent.original', headers['user-agent']);
      const query = url?.includes('?') ? target(request)?.query : undefined;
      if (query) span.setAttribute('url.query', redact(query));
      addOriginalMethod(span, request.method);
      capture?.(name => headers[name], span);
    },
  };
}

function add(span: Span, key: string, value: string | number | undefined): void {
  if (value !== undefined) span.setAttribute(key, value);
}

function addOriginalMethod(span: Span, method: string | undefined): void {
  if (method !== knownMethod(method)) add(span, 'http.request.method_original', method);
}

function addServer(span: Span, server: ServerAddress | undefined): void {
  if (server === undefined) return;
  span.setAttribute('server.address', server.address);
  add(span, 'server.port', server.port);
}

/** The server as the client named it to the first proxy. */
function forwardedServer({ headers }: IncomingMessage): ServerAddress | undefined {
  const { forwarded, 'x-forwarded-host': host, 'x-forwarded-proto': proto } = headers;
  if (forwarded !== undefined) {
    const entry = parseForwarded(forwarded).find(entry => entry.host);
    if (entry !== undefined) return splitHost(entry.host!, entry.proto);
  }
  const first = Array.isArray(host) ? host[0] || undefined : host;
  return first === undefined ? undefined : splitHost(first, Array.isArray(proto) ? proto[0] : proto);
}
