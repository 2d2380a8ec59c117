import type { SpanStore } from '../../viewer/receiver/store/span-store';
import { readSummary } from '../../viewer/receiver/store/traces/read-trace';
import { type Output, printTraces } from '../../viewer/receiver/terminal/trace-printer';

const SLOW_NS = 500e6;
/** Minimum of spans: a smaller trace shows nothing. */
const LEAST_SPANS = 4;

/** Prints the first trace of each kind as a tree: a good one, a slow one, a failed one. Takes the refs of settled traces. */
export function showExamples(store: SpanStore, out: Output): (traceRefs: readonly number[]) => void {
  const shown = new Set<string>();
  return traceRefs => {
    for (const ref of traceRefs) {
      const summary = readSummary(store, ref);
      if (summary === undefined || summary.spanCount < LEAST_SPANS || !summary.root.name.startsWith('POST'))
        continue;
      const sort =
        summary.errorCount > 0
          ? 'A request that failed'
          : summary.durationNs > SLOW_NS
            ? 'A slow request'
            : 'A request';
      if (shown.has(sort)) continue;
      shown.add(sort);
      out.write(`\n${sort}:\n`);
      printTraces(store, [ref], out);
    }
  };
}
