import { readSummary } from '../receiver/store/read-trace';
import type { SpanStore } from '../receiver/store/span-store';
import { type Output, printTraces } from '../receiver/terminal/trace-printer';

const SLOW_NS = 500e6;
/** A trace of fewer spans shows nothing. */
const LEAST_SPANS = 4;

/**
 * Prints the first trace of each sort as a tree: one that went well, one that was slow, one that failed. Takes the refs
 * of settled traces.
 */
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
