import type { Compiled, SegmentTest } from '../query/segment-test';
import { readSummary, type TraceSummary } from '../store/read-trace';
import { rowOf } from '../store/refs';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import type { Stores } from '../stores';
import { statusOf } from './status';

const EVERY_MS = 500;
/** Traces of one event at most; `more` says how many others there were. */
const MAX_TRACES = 100;
/** Traces that are noted between two events at most. */
const MAX_NOTED = 10_000;

/**
 * Tells what comes, twice a second: `status`, and `traces` with the summaries of those that got spans, as they are by then.
 * A trace comes again as often as it grows. Only traces with a span that is meant; none without a query.
 */
export function followTraces(
  stores: Stores,
  compiled: Compiled | undefined,
  send: (event: string, data: unknown) => void,
): () => void {
  const { spans } = stores;
  let noted = new Set<number>();
  let toldVersion = -1;
  const note = (traceRef: number) => {
    if (noted.size < MAX_NOTED) noted.add(traceRef);
  };
  const tell = () => {
    if (spans.version === toldVersion) return;
    toldVersion = spans.version;
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

/** Says of traces, as they are now, whether one of their spans is meant. */
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
