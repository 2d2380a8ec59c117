import type { AttributeValue, Span } from '@opentelemetry/api';

/** Puts the headers that the operator asks for on a span. */
export type HeaderCapture = (read: (name: string) => unknown, span: Span) => void;

/** Returns the capture for these header names; undefined without names. `side` goes into the attributes' keys. */
export function captureHeaders(
  tracing: 'request' | 'response',
  names: readonly string[] = [],
): HeaderCapture | undefined {
  if (names.length === 0) return undefined;
  const keys = new Map(
    names.map(name => [name.toLowerCase(), `http.${tracing}.header.${name.toLowerCase()}`]),
  );
  return (read, span) => {
    for (const [name, key] of keys) {
      const value = read(name);
      if (value !== undefined)
        span.setAttribute(key, (Array.isArray(value) ? value : [value]) as AttributeValue);
    }
  };
}
