import type { ClientRequest, RequestOptions } from 'node:http';
import { type Context, diag, propagation, type TextMapSetter } from '@opentelemetry/api';

/** Gives a request that has been made, but not sent, the headers that carry a context on. */
export function injectHeaders(context: Context, request: ClientRequest): void {
  if (!request.headersSent) propagation.inject(context, request, TO_REQUEST);
}

const TO_REQUEST: TextMapSetter<ClientRequest> = {
  set(request, name, value) {
    try {
      request.setHeader(name, value);
    } catch (error) {
      diag.debug(`http: ${name} could not be sent`, error); // Baggage may hold what a header must not.
    }
  },
};

/**
 * Does Node write the headers of a request with these options as soon as it is made? It does where they are an array,
 * or ask whether to continue (`_http_client.js`, Node 20 to 26).
 */
export function areHeadersWrittenAtOnce({ headers }: RequestOptions): boolean {
  if (!headers) return false;
  return Array.isArray(headers) || Object.keys(headers).some(isExpect);
}

function isExpect(name: string): boolean {
  return name.length === 6 && name.toLowerCase() === 'expect';
}

/** Options with the context's headers added; the caller's own objects stay as they are. */
export function withInjectedHeaders(context: Context, options: RequestOptions): RequestOptions {
  const added: Record<string, string> = {};
  propagation.inject(context, added);
  const { headers } = options;
  if (!Array.isArray(headers)) return { ...options, headers: { ...headers, ...added } };
  const pairs: unknown[] = Object.entries(added);
  const list = Array.isArray(headers[0]) ? pairs : pairs.flat();
  return { ...options, headers: [...headers, ...list] as string[] };
}
