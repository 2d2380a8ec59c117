import type { OutgoingHttpHeaders } from 'node:http2';
import { type Context, propagation, type TextMapSetter } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { isTraceHeader } from '../../outgoing/trace-headers';

/** Copy of a request's headers: names and values, or, since Node 22, a list of them in turn. */
export type Headers = OutgoingHttpHeaders | unknown[];

/** Facts about a request's headers. */
export interface StreamHead {
  method: string;
  scheme: string | undefined;
  authority: string | undefined;
  path: string;
  userAgent: unknown;
  contentType: unknown;
  /** True if they contain trace headers, the caller's own or copied; these give way. */
  hasTrace: boolean;
}

/** Copies the headers as Node does; undefined if Node will throw, or a getter does. */
export function copyHeaders(given: unknown): Headers | undefined {
  try {
    if (Array.isArray(given)) return TAKES_LISTS ? [...given] : undefined;
    return given === undefined || isObject(given) ? { ...given } : undefined;
  } catch {
    return undefined; // Node meets this error too.
  }
}

const TAKES_LISTS = Number.parseInt(process.versions.node, 10) >= 22;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Reads a copy of headers. */
export function readHead(headers: Headers): StreamHead {
  const head: StreamHead = {
    method: 'GET',
    scheme: undefined,
    authority: undefined,
    path: '/',
    userAgent: undefined,
    contentType: undefined,
    hasTrace: false,
  };
  if (!Array.isArray(headers)) for (const name in headers) readHeader(head, name, headers[name]);
  else for (let i = 0; i + 1 < headers.length; i += 2) readHeader(head, String(headers[i]), headers[i + 1]);
  return head;
}

function readHeader(head: StreamHead, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  switch (name) {
    case ':method':
      head.method = String(value);
      return;
    case ':scheme':
      head.scheme = String(value);
      return;
    case ':authority':
      head.authority = String(value);
      return;
    case ':path':
      head.path = String(value);
      return;
  }
  if (isTraceHeader(name)) head.hasTrace = true;
  const { length } = name;
  if (length === 4 && name.toLowerCase() === 'host') head.authority ??= String(value);
  else if (length === 10 && name.toLowerCase() === 'user-agent') head.userAgent = value;
  else if (length === 12 && name.toLowerCase() === 'content-type') head.contentType = value;
}

/** Adds the headers of a context to a copy; the caller's own trace headers give way to them. */
export function injectInto(headers: Headers, context: Context, hasTrace: boolean): void {
  if (!hasTrace && !Array.isArray(headers)) {
    propagation.inject(context, headers, TO_HEADERS);
    return;
  }
  const added: OutgoingHttpHeaders = {};
  propagation.inject(context, added, TO_HEADERS);
  const gives = Object.keys(added).some(isTraceHeader);
  const isReplaced = (name: string) => name.toLowerCase() in added || (gives && isTraceHeader(name));
  if (Array.isArray(headers)) {
    for (let i = headers.length - 2; i >= 0; i -= 2) if (isReplaced(String(headers[i]))) headers.splice(i, 2);
    headers.push(...Object.entries(added).flat());
  } else {
    for (const name of Object.keys(headers)) if (isReplaced(name)) delete headers[name];
    Object.assign(headers, added);
  }
}

const TO_HEADERS: TextMapSetter<OutgoingHttpHeaders> = {
  set(headers, name, value) {
    if (name === 'baggage') setBaggage(headers, value);
    else headers[name] = value;
  },
};

/** Baggage may hold characters that a header must not, and the caller may send some, which names no trace. */
function setBaggage(headers: OutgoingHttpHeaders, value: string): void {
  if (!SENDABLE.test(value)) {
    ownDiag.warn('http2: baggage could not be sent');
    return;
  }
  for (const name of Object.keys(headers)) if (name.toLowerCase() === 'baggage') delete headers[name];
  headers.baggage = value;
}

const SENDABLE = /^[\t -~]*$/;
