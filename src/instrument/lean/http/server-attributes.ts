import type { IncomingMessage } from 'node:http';
import type { Attributes, Span } from '@opentelemetry/api';
import { addShared, isSharing } from '../../../tracing/shared-attributes';
import type { HeaderCapture } from './captured-headers';
import { clientAddress } from './client-address';
import { sharedByConnection } from './connection';
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
      const { headers, url } = request;
      const make = () => ofConnection(request, readHost);
      const shared = isSharing(span) ? sharedByConnection(request, make) : undefined;
      if (shared === undefined) addAll(span, make());
      else addShared(span, shared);
      const query = url?.includes('?') ? target(request)?.query : undefined;
      if (query) span.setAttribute('url.query', redact(query));
      if (request.method !== knownMethod(request.method))
        span.setAttribute('http.request.method_original', request.method!);
      capture?.(name => headers[name], span);
    },
  };
}

type Values = Record<string, string | number | undefined>;

/** What most requests of a connection have in common. */
function ofConnection(request: IncomingMessage, readHost: (header: string) => ServerAddress): Values {
  const { headers, httpVersion, socket } = request;
  const server = forwardedServer(request) ?? (headers.host ? readHost(headers.host) : undefined);
  return {
    'network.protocol.version': httpVersion,
    'server.address': server?.address,
    'server.port': server?.port,
    'network.peer.address': socket.remoteAddress,
    'network.peer.port': socket.remotePort,
    'client.address': clientAddress(request),
    'user_agent.original': headers['user-agent'],
  };
}

function addAll(span: Span, values: Values): void {
  for (const key in values) if (values[key] !== undefined) span.setAttribute(key, values[key]);
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
