import { OtlpStatusCode } from '../../../../shared/otlp/fields';
import { ordered, tracesWith } from '../../query/search-traces';
import type { Compiled } from '../../query/segment-test';
import type { SpanStore } from '../../store/span-store';
import { readTrace } from '../../store/traces/read-trace';
import type { Trace } from '../../trace';
import type { TimeWindow } from '../operations/time-window';

/** Failed traces that are read for groups: reading ten thousand takes about a second. */
const MAX_TRACES = 3000;

/** Finds the newest traces with a failed span, newest first, and the count of all. */
export function failedTraces(
  store: SpanStore,
  window: TimeWindow,
): { total: number; traces: Iterable<Trace> } {
  const isFailed: Compiled = segment => index => segment.statusOf(index) === OtlpStatusCode.error;
  const refs = ordered(store, tracesWith(store, isFailed, window), 'recent');
  return { total: refs.length, traces: readEach(store, refs.slice(0, MAX_TRACES)) };
}

function* readEach(store: SpanStore, refs: readonly number[]): Generator<Trace> {
  for (const ref of refs) {
    const trace = readTrace(store, ref);
    if (trace !== undefined) yield trace;
  }
}
