import type { IncomingMessage } from 'node:http';
import type { SendResult } from '../../types';
import { isAboutSize, readErrorText } from '../replies';

/** Statuses after which another try may succeed (OTLP specification, "Retryable Response Codes"). */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** Status and headers of a reply. */
export type HttpReplyHead = Pick<IncomingMessage, 'statusCode' | 'headers'>;

/** Judges a complete HTTP reply: the batch is accepted, refused, or worth another try. */
export function classifyHttpReply(
  response: HttpReplyHead,
  body: Buffer,
  readReply: (body: Uint8Array) => SendResult,
  url: string,
): SendResult {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return webPage(response) ?? readReply(body);
  if (status === 404) return notFound(url);
  if (status >= 300 && status < 400) return { kind: 'permanent', reason: redirected(response, url) };
  const text = readErrorText(body, response.headers['content-type'] ?? '');
  const reason = text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
  if (status === 413 || (status === 400 && isAboutSize(text))) return { kind: 'tooLarge', reason };
  if (!RETRYABLE.has(status)) return { kind: 'permanent', reason };
  const afterMs = retryAfterMs(response.headers['retry-after']);
  return afterMs === undefined ? { kind: 'retryable', reason } : { kind: 'throttled', reason, afterMs };
}

/**
 * Refuses a web page, such as a login form or a single-page app that answers everything: nothing there has taken the
 * batch.
 */
function webPage({ statusCode, headers }: HttpReplyHead): SendResult | undefined {
  const type = headers['content-type'] ?? '';
  if (!/^text\/html\b/i.test(type)) return undefined;
  const reason = `HTTP ${statusCode}, content type ${type}, is a web page: is this the address of an OTLP receiver?`;
  return { kind: 'permanent', reason };
}

/** Result of a 404: the receiver has no such path, or this is not the receiver. */
function notFound(url: string): SendResult {
  const asked = url.replace(/\?.*$/, '');
  const reason = `HTTP 404 from ${asked}`;
  const [, twice] = /(\/v1\/(?:traces|metrics|logs))\/v1\/(?:traces|metrics|logs)$/.exec(asked) ?? [];
  if (twice === undefined) return { kind: 'unsupported', reason };
  const mend = `OTEL_EXPORTER_OTLP_ENDPOINT takes the base address, without ${twice}`;
  return { kind: 'unsupported', reason, mend };
}

/** Describes a redirect, which is not followed: the headers hold credentials that another host must not get. */
function redirected(response: HttpReplyHead, url: string): string {
  const status = `HTTP ${response.statusCode}`;
  const { location } = response.headers;
  if (location === undefined || !URL.canParse(location, url)) return `${status}, a redirect to nowhere`;
  const target = new URL(location, url);
  return `${status}, redirected to ${target.origin}${target.pathname}; redirects are not followed: put that address into the endpoint setting`;
}

/** Reads Retry-After, a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
