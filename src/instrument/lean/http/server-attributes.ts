import type { IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
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
  /** All others; paid for by those that are recorded. */
  others(request: IncomingMessage): Attributes;
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
        [ATTR_HTTP_REQUEST_METHOD]: knownMethod(request.method),
        [ATTR_URL_SCHEME]: scheme,
      };
      add(attributes, ATTR_URL_PATH, target(request)?.path);
      return attributes;
    },
    others(request) {
      const { headers, socket, url } = request;
      const { host } = headers;
      const attributes: Attributes = { [ATTR_NETWORK_PROTOCOL_VERSION]: request.httpVersion };
      addServer(attributes, forwardedServer(request) ?? (host ? readHost(host) : undefined));
      add(attributes, ATTR_NETWORK_PEER_ADDRESS, socket.remoteAddress);
      add(attributes, ATTR_NETWORK_PEER_PORT, socket.remotePort);
      add(attributes, ATTR_CLIENT_ADDRESS, clientAddress(request));
      add(attributes, ATTR_USER_AGENT_ORIGINAL, headers['user-agent']);
      const query = url?.includes('?') ? target(request)?.query : undefined;
      if (query) attributes[ATTR_URL_QUERY] = redact(query);
      addOriginalMethod(attributes, request.method);
      capture?.(name => headers[name], attributes);
      return attributes;
    },
  };
}

function add(attributes: Attributes, key: string, value: string | number | undefined): void {
  if (value !== undefined) attributes[key] = value;
}

function addOriginalMethod(attributes: Attributes, method: string | undefined): void {
  if (method !== undefined && method !== knownMethod(method))
    attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = method;
}

function addServer(attributes: Attributes, server: ServerAddress | undefined): void {
  if (server === undefined) return;
  attributes[ATTR_SERVER_ADDRESS] = server.address;
  add(attributes, ATTR_SERVER_PORT, server.port);
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
