import type { Context, TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { loadChunk } from '../boot/chunks';
import { beginAt } from './begin-at';

/**
 * Creates the propagator for OTEL_PROPAGATORS, in its order: the last one that finds a context wins. Null for none.
 * Incoming contexts derive from `root`.
 */
export function createPropagator(names: readonly string[], root: Context): TextMapPropagator | null {
  const propagators = names.map(name => (W3C[name] ?? others()[name]!)());
  if (propagators.length === 0) return null;
  return beginAt(root, propagators.length === 1 ? propagators[0]! : new CompositePropagator({ propagators }));
}

const W3C: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
};

function others() {
  return loadChunk<typeof import('./propagators')>('propagators').PROPAGATORS;
}
