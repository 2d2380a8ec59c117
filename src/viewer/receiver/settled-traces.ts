import type { SpanStore } from './store/span-store';

/** Maximum of waiting traces; above it the oldest is let go as it is. */
const MAX_WAITING = 20_000;

export interface SettledOptions {
  /** Time without a new span after which a trace counts as settled. */
  readonly quietMs: number;
  readonly everyMs: number;
  /** Gets the refs of traces that have settled since the last call, oldest first. */
  readonly onSettled: (traceRefs: readonly number[]) => void;
}

/** Watches a store and tells of traces when their spans have stopped coming. Returns the way to stop. */
export function watchSettled(store: SpanStore, { quietMs, everyMs, onSettled }: SettledOptions): () => void {
  const lastSpanMs = new Map<number, number>();
  const onSpan = (traceRef: number) => {
    // Deletes it first, so that the map stays in order of the last span.
    lastSpanMs.delete(traceRef);
    lastSpanMs.set(traceRef, performance.now());
  };
  const settle = () => {
    const settled: number[] = [];
    const before = performance.now() - quietMs;
    for (const [traceRef, ms] of lastSpanMs) {
      if (ms > before && lastSpanMs.size - settled.length <= MAX_WAITING) break;
      settled.push(traceRef);
    }
    for (const traceRef of settled) lastSpanMs.delete(traceRef);
    if (settled.length > 0) onSettled(settled);
  };
  store.listeners.add(onSpan);
  const timer = setInterval(settle, everyMs);
  return () => {
    clearInterval(timer);
    store.listeners.delete(onSpan);
  };
}
