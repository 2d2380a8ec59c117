import { refOf } from '../refs';
import type { SpanStore } from '../span-store';

/** Refs of the traces that came last, newest first, `limit` at most. */
export function newestTraces(store: SpanStore, limit: number): number[] {
  const refs: number[] = [];
  for (const segment of [...store.segments].reverse()) {
    for (let row = segment.traceCount - 1; row >= 0; row--) {
      if (refs.length === limit) return refs;
      refs.push(refOf(segment, row));
    }
  }
  return refs;
}
