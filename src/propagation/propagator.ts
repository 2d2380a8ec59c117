import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { loadChunk } from '../chunks';

/** The propagator for OTEL_PROPAGATORS, in its order: the last one that finds a context wins. Null for none. */
export function createPropagator(names: readonly string[]): TextMapPropagator | null {
  const propagators = names.map(name => (W3C[name] ?? others()[name]!)());
  return propagators.length < 2 ? (propagators[0] ?? null) : new CompositePropagator({ propagators });
}

const W3C: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
};

function others() {
  return loadChunk<typeof import('./propagators')>('propagators').PROPAGATORS;
}
