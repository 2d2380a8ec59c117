import type { AttributeValue, Span } from '@opentelemetry/api';

/** Puts those headers on a span that the operator wants there. */
export type HeaderCapture = (read: (name: string) => unknown, span: Span) => void;

/** Undefined when there is nothing to capture. `side`: whose headers, as the attribute's key has it. */
export function captureHeaders(
  side: 'request' | 'response',
  names: readonly string[] = [],
): HeaderCapture | undefined {
  if (names.length === 0) return undefined;
  const keys = new Map(names.map(name => [name.toLowerCase(), `http.${side}.header.${name.toLowerCase()}`]));
  return (read, span) => {
    for (const [name, key] of keys) {
      const value = read(name);
      if (value !== undefined)
        span.setAttribute(key, (Array.isArray(value) ? value : [value]) as AttributeValue);
    }
  };
}
