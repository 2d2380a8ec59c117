import type { Attributes } from '@opentelemetry/api';
import type { ClientTarget } from './client-target';
import { knownMethod } from './methods';
import { isSettledPath } from './request-target';
import type { QueryRedaction } from './url-query';

/** A client span's first attributes. Semantic conventions, HTTP client span. */
export function clientAttributes(target: ClientTarget, redact: QueryRedaction): Attributes {
  const method = knownMethod(target.method);
  const attributes: Attributes = {
    'http.request.method': method,
    'server.address': target.address,
    'server.port': target.port,
    'url.full': fullUrl(target, redact),
  };
  if (target.method !== method) attributes['http.request.method_original'] = target.method;
  if (target.userAgent !== undefined) attributes['user_agent.original'] = target.userAgent;
  return attributes;
}

function fullUrl(target: ClientTarget, redact: QueryRedaction): string {
  const credentials = target.hasCredentials ? 'REDACTED:REDACTED@' : '';
  return `${target.protocol}//${credentials}${target.authority}${redactedPath(target.path, redact)}`;
}

/** A path without a query stays as it was written. */
function redactedPath(path: string, redact: QueryRedaction): string {
  const mark = path.indexOf('?');
  if (mark === -1) return path;
  const plain = path.slice(0, mark);
  const search = path.slice(mark);
  // With its question mark: there may be a second one, which belongs to the first name.
  if (isSettledPath(plain) && !search.includes('#')) return `${plain}?${redact(search)}`;
  try {
    const url = new URL(path, 'http://localhost');
    return `${url.pathname}?${redact(url.search)}`;
  } catch {
    return path;
  }
}
