import type { SpanStore } from '../store/span-store';
import { readSummary, readTrace, type TraceSummary } from '../store/traces/read-trace';
import { formatDuration } from './format-duration';
import { paintFor, type Screen } from './paint';
import { renderTrace } from './render-trace';

/** Screen that trees are written to. */
export interface Output extends Screen {
  write(text: string): unknown;
}

const DEFAULT_COLUMNS = 110;

/**
 * Prints traces as trees, `maxTrees` of each lot: failed ones first, then the slowest; the rest are counted in a line.
 * Returns how many were printed.
 */
export function printTraces(
  store: SpanStore,
  traceRefs: readonly number[],
  output: Output,
  maxTrees = Number.POSITIVE_INFINITY,
): number {
  const found = traceRefs.flatMap(ref => {
    const summary = readSummary(store, ref);
    return summary === undefined ? [] : [{ ref, summary }];
  });
  const chosen = new Set(
    [...found].sort((a, b) => interest(b.summary) - interest(a.summary)).slice(0, maxTrees),
  );
  const columns = output.columns ?? DEFAULT_COLUMNS;
  const paint = paintFor(output);
  for (const entry of found) {
    const trace = chosen.has(entry) ? readTrace(store, entry.ref) : undefined;
    if (trace !== undefined) output.write(`${renderTrace(trace, { columns, paint })}\n`);
  }
  const others = found.filter(entry => !chosen.has(entry)).map(({ summary }) => summary);
  if (others.length > 0) output.write(`${paint('dim', inOneLine(others))}\n\n`);
  return chosen.size;
}

function interest({ errorCount, durationNs }: TraceSummary): number {
  return (errorCount > 0 ? 1e18 : 0) + durationNs;
}

function inOneLine(summaries: readonly TraceSummary[]): string {
  const failed = summaries.filter(({ errorCount }) => errorCount > 0).length;
  const slowest = Math.max(...summaries.map(({ durationNs }) => durationNs));
  const more = `… and ${summaries.length} more trace${summaries.length === 1 ? '' : 's'}`;
  return `${more}, the slowest ${formatDuration(slowest)}${failed > 0 ? `, ${failed} with errors` : ''}`;
}
