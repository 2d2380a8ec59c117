import type { IncomingMessage } from 'node:http';
import type { SendResult } from '../types';
import { readErrorText } from './replies';

/** Worth another try (OTLP specification, "Retryable Response Codes"). */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** What a complete HTTP reply means for the batch. */
export function classifyHttpReply(
  response: IncomingMessage,
  body: Buffer,
  readReply: (body: Uint8Array) => SendResult,
  url: string,
): SendResult {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return readReply(body);
  if (status === 404) return { kind: 'unsupported', reason: 'HTTP 404' };
  if (status >= 300 && status < 400) return { kind: 'permanent', reason: redirected(response, url) };
  const text = readErrorText(body, response.headers['content-type'] ?? '');
  const reason = text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
  if (!RETRYABLE.has(status)) return { kind: 'permanent', reason };
  const afterMs = retryAfterMs(response.headers['retry-after']);
  return { kind: 'retryable', reason, ...(afterMs !== undefined && { afterMs }) };
}

/** Redirects are not followed: the headers hold credentials that another host must not get. */
function redirected(response: IncomingMessage, url: string): string {
  const status = `HTTP ${response.statusCode}`;
  const { location } = response.headers;
  if (location === undefined || !URL.canParse(location, url)) return `${status}, a redirect to nowhere`;
  const target = new URL(location, url);
  return `${status}, redirected to ${target.origin}${target.pathname}; redirects are not followed: put that address into the endpoint setting`;
}

/** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
