import { propagation } from '@opentelemetry/api';

/**
 * Tells whether a header, of any case, names a trace in one of the formats of OTEL_PROPAGATORS. Such headers belong
 * together: if a request has some of its own, all of them give way to the agent's. Baggage names no trace.
 */
export function isTraceHeader(name: string): boolean {
  if (names.size === 0) readNames();
  return ((lengths >> name.length) & 1) === 1 && names.has(name.toLowerCase());
}

/** Returns the names, in small letters. */
export function traceHeaders(): ReadonlySet<string> {
  if (names.size === 0) readNames();
  return names;
}

/** Names of trace headers; known once the SDK has its propagator, and constant from then on. */
let names: ReadonlySet<string> = new Set();
/** Bits for the lengths of the names, which rule out most other headers. */
let lengths = 0;

function readNames(): void {
  const fields = propagation.fields().map(name => name.toLowerCase());
  names = new Set(fields.filter(name => name !== 'baggage'));
  lengths = [...names].reduce((bits, { length }) => bits | (1 << length), 0);
}
