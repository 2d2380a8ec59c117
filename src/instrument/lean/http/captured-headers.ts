import type { Attributes } from '@opentelemetry/api';

/** Reads those headers that the operator wants as attributes into `attributes`. */
export type HeaderCapture = (read: (name: string) => unknown, attributes: Attributes) => void;

/** Undefined when there is nothing to capture. `side`: whose headers, as the attribute's key has it. */
export function captureHeaders(
  side: 'request' | 'response',
  names: readonly string[] = [],
): HeaderCapture | undefined {
  if (names.length === 0) return undefined;
  const keys = new Map(names.map(name => [name.toLowerCase(), `http.${side}.header.${name.toLowerCase()}`]));
  return (read, attributes) => {
    for (const [name, key] of keys) {
      const value = read(name);
      if (value !== undefined) attributes[key] = Array.isArray(value) ? value : [value as string];
    }
  };
}
