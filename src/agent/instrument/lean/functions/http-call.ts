import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { knownMethod } from '../http/methods';
import type { UrlRedaction } from '../http/url-query';
import { known } from './event';

/** Request that a platform hands over as a value. */
export interface HttpRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly query: string;
  readonly route: string | undefined;
  readonly clientAddress: string | undefined;
  readonly host: string | undefined;
  readonly protocol: string | undefined;
}

/** Makes the attributes of a server's span. */
export function httpAttributes(
  request: HttpRequest,
  headers: Record<string, string>,
  redaction: UrlRedaction,
): Attributes {
  const { method, path, query, route, protocol } = request;
  const isKnown = method === undefined || knownMethod(method) === method;
  const [address, port] = (headers.host ?? request.host ?? '').split(/:(?=\d+$)/);
  return known({
    'http.request.method': method === undefined ? undefined : knownMethod(method),
    'http.request.method_original': isKnown ? undefined : method,
    'url.scheme': headers['x-forwarded-proto'] ?? 'https',
    'url.path': path,
    'url.query': query === '' ? undefined : redaction.query(query),
    'http.route': route,
    'server.address': address === '' ? undefined : address,
    'server.port': port === undefined ? undefined : Number(port),
    'client.address': request.clientAddress ?? headers['x-forwarded-for']?.split(',')[0]?.trim(),
    'network.protocol.version': protocol?.split('/')[1],
    'user_agent.original': headers['user-agent'],
  });
}

/** Puts the status of the answer on the span, if it is one. */
export function setStatus(span: Span, status: number): void {
  if (!Number.isInteger(status) || status < 100 || status >= 600) return;
  span.setAttribute('http.response.status_code', status);
  if (status < 500) return;
  span.setAttribute('error.type', String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}
