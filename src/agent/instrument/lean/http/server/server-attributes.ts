import type { Attributes, Span } from '@opentelemetry/api';
import { addShared, isSharing } from '../../../../tracing/shared-attributes';
import type { HeaderCapture } from '../captured-headers';
import { knownMethod } from '../methods';
import { splitTarget } from '../request-target';
import type { UrlRedaction } from '../url-query';
import { clientAddress } from './client-address';
import { sharedByConnection } from './connection';
import { parseForwarded } from './forwarded';
import { hostReader, type ServerAddress, splitHost } from './host';
import type { RequestHead } from './request-head';

/** A server span's attributes, from the request's first line, headers and socket. */
export interface ServerAttributes {
  /** Attributes that decide whether a span is made at all; every request pays for them. */
  first(request: RequestHead): Attributes;
  /** Adds all others; only recorded requests pay for them. */
  addOthers(request: RequestHead, span: Span): void;
}

/** Makes the attributes for requests of a scheme. Semantic conventions, HTTP server span. */
export function serverAttributes(
  scheme: 'http' | 'https',
  redact: UrlRedaction,
  capture: HeaderCapture | undefined,
): ServerAttributes {
  const readHost = hostReader(scheme);
  const target = ({ url, headers: { host } }: RequestHead) =>
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
      if (query) span.setAttribute('url.query', redact.query(query));
      if (request.method !== knownMethod(request.method))
        span.setAttribute('http.request.method_original', request.method!);
      capture?.(name => headers[name], span);
    },
  };
}

type Values = Record<string, string | number | undefined>;

/** Returns the attributes that most requests of a connection share. */
function ofConnection(request: RequestHead, readHost: (header: string) => ServerAddress): Values {
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

/** Returns the server as the client named it to the first proxy. */
function forwardedServer({ headers }: RequestHead): ServerAddress | undefined {
  const { forwarded, 'x-forwarded-host': host, 'x-forwarded-proto': proto } = headers;
  if (forwarded !== undefined) {
    const entry = parseForwarded(forwarded).find(entry => entry.host);
    if (entry !== undefined) return splitHost(entry.host!, entry.proto);
  }
  const first = Array.isArray(host) ? host[0] || undefined : host;
  return first === undefined ? undefined : splitHost(first, Array.isArray(proto) ? proto[0] : proto);
}
