import type { Compiled, SegmentTest } from '../query/segment-test';
import { rowOf } from '../store/refs';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import { readSummary, type TraceSummary } from '../store/traces/read-trace';
import type { Stores } from '../stores';
import { statusOf } from './status';

const EVERY_MS = 500;
/** Maximum of traces in an event; `more` counts the others. */
const MAX_TRACES = 100;
/** Traces that are noted between two events at most. */
const MAX_NOTED = 10_000;

/**
 * Reports twice a second: `status`, and `traces` with the current summaries of traces that got spans. A trace comes again
 * as often as it grows. Only traces with a matching span are reported; none without a query.
 */
export function followTraces(
  stores: Stores,
  compiled: Compiled | undefined,
  send: (event: string, data: unknown) => void,
): () => void {
  const { spans, logs, metrics } = stores;
  let noted = new Set<number>();
  let toldVersion = -1;
  const note = (traceRef: number) => {
    if (noted.size < MAX_NOTED) noted.add(traceRef);
  };
  const tell = () => {
    const version = spans.version + logs.version + metrics.version;
    if (version === toldVersion) return;
    toldVersion = version;
    const refs = [...noted].reverse();
    noted = new Set();
    if (compiled !== undefined) {
      const found = summariesOf(spans, compiled, refs);
      if (found.traces.length > 0) send('traces', found);
    }
    send('status', statusOf(stores));
  };
  if (compiled !== undefined) spans.listeners.add(note);
  const timer = setInterval(tell, EVERY_MS);
  tell();
  return () => {
    clearInterval(timer);
    spans.listeners.delete(note);
  };
}

function summariesOf(
  store: SpanStore,
  compiled: Compiled,
  refs: readonly number[],
): { traces: TraceSummary[]; more: number } {
  const traces: TraceSummary[] = [];
  let more = 0;
  const isMeant = traceFilter(store, compiled);
  for (const ref of refs) {
    const summary = isMeant(ref) ? readSummary(store, ref) : undefined;
    if (summary === undefined) continue;
    if (traces.length < MAX_TRACES) traces.push(summary);
    else more++;
  }
  return { traces, more };
}

/** Makes the test whether a span of a trace, as it is now, matches. */
function traceFilter(store: SpanStore, compiled: Compiled): (traceRef: number) => boolean {
  const tests = new Map<Segment, SegmentTest>();
  return traceRef => {
    for (let ref = store.segmentOf(traceRef)?.traceLast[rowOf(traceRef)] ?? -1; ref !== -1; ) {
      const segment = store.segmentOf(ref)!;
      const index = rowOf(ref);
      ref = segment.previous[index]!;
      const test = tests.get(segment) ?? compiled(segment, store);
      tests.set(segment, test);
      if (typeof test === 'function' ? test(index) : test) return true;
    }
    return false;
  };
}
