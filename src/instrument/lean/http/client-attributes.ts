import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
import type { ClientTarget } from './client-target';
import { knownMethod } from './methods';
import { isSettledPath } from './request-target';
import type { QueryRedaction } from './url-query';

/** A client span's first attributes. Semantic conventions, HTTP client span. */
export function clientAttributes(target: ClientTarget, redact: QueryRedaction): Attributes {
  const method = knownMethod(target.method);
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_SERVER_ADDRESS]: target.address,
    [ATTR_SERVER_PORT]: target.port,
    [ATTR_URL_FULL]: fullUrl(target, redact),
  };
  if (target.method !== method) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = target.method;
  if (target.userAgent !== undefined) attributes[ATTR_USER_AGENT_ORIGINAL] = target.userAgent;
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
  const query = path.slice(mark + 1);
  const plain = path.slice(0, mark);
  if (isSettledPath(plain) && !query.includes('#')) return `${plain}?${redact(query)}`;
  try {
    const { pathname, search } = new URL(path, 'http://localhost');
    return `${pathname}?${redact(search.slice(1))}`;
  } catch {
    return path;
  }
}
