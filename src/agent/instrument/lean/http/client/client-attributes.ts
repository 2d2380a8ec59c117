import type { ClientRequest, RequestOptions } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { knownMethod } from '../methods';
import { isSettledPath } from '../request-target';
import type { UrlRedaction } from '../url-query';
import { headerOf } from './given-headers';
import type { ClientTarget } from './target';

/** A client span's first attributes. Semantic conventions, HTTP client span. */
export function clientAttributes(target: ClientTarget, redact: UrlRedaction): Attributes {
  const method = knownMethod(target.method);
  const attributes: Attributes = {
    'http.request.method': method,
    'server.address': target.address,
    'server.port': target.port,
    'url.full': fullUrl(target, redact),
  };
  if (target.method !== method) attributes['http.request.method_original'] = target.method;
  return attributes;
}

/** Reads the user agent as sent, in any case of its name. The caller's headers may have getters; the request has none. */
export function userAgentOf(request: ClientRequest, given: RequestOptions['headers']): string | undefined {
  const value = Array.isArray(given) ? headerOf(given, 'user-agent') : request.getHeader('user-agent');
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? undefined : String(first);
}

function fullUrl(target: ClientTarget, redact: UrlRedaction): string {
  const credentials = target.hasCredentials ? 'REDACTED:REDACTED@' : '';
  return `${target.protocol}//${credentials}${target.authority}${redactedPath(target.path, redact)}`;
}

/** Hides secrets in the query. A path without a query stays as written; it may be a whole URL, to a proxy. */
function redactedPath(path: string, redact: UrlRedaction): string {
  const mark = path.indexOf('?');
  if (mark === -1) return path.charCodeAt(0) === SLASH && !path.includes('#') ? path : redact.url(path);
  const plain = path.slice(0, mark);
  const search = path.slice(mark);
  // With its question mark: there may be a second one, which belongs to the first name.
  if (isSettledPath(plain) && !search.includes('#')) return `${plain}?${redact.query(search)}`;
  try {
    const url = new URL(path, 'http://localhost');
    return `${url.pathname}?${redact.query(url.search)}`;
  } catch {
    return redact.url(path);
  }
}

const SLASH = 47;
