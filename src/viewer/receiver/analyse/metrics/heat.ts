import type { Metric } from '../../store/metrics/metric';
import type { Stream } from './find-streams';
import type { Buckets } from './increases';
import { cellsOf } from './lines';

/** Rows that a heat map shows, at most: neighbours are joined above it. */
const MAX_ROWS = 40;

/** Counts of measurements by time and size. */
export interface Heat {
  /** Upper end of each row, rising; null for the row without an end. */
  readonly uppers: readonly (number | null)[];
  /** For each bucket of time a count for each row. */
  readonly counts: readonly (readonly number[])[];
}

/** The heat map of a histogram; undefined for other instruments, and where nothing was measured. */
export function heatOf(
  metric: Pick<Metric, 'type' | 'temporality' | 'isMonotonic'>,
  streams: readonly Stream[],
  buckets: Buckets,
): Heat | undefined {
  if (metric.type !== 'histogram' && metric.type !== 'exponentialHistogram') return undefined;
  const cells = cellsOf(metric, streams, buckets);
  const uppers = [...new Set(cells.flatMap(each => [...each.keys()]))].sort((a, b) => a - b);
  const isUsed = uppers.map(upper => cells.some(each => (each.get(upper) ?? 0) > 0));
  const first = isUsed.indexOf(true);
  if (first === -1) return undefined;
  // The row below the first used one shows where that begins.
  const rows = joined(uppers.slice(Math.max(0, first - 1), isUsed.lastIndexOf(true) + 1));
  return {
    uppers: rows.map(row => (Number.isFinite(row.at(-1)!) ? row.at(-1)! : null)),
    counts: cells.map(each => rows.map(row => row.reduce((sum, upper) => sum + (each.get(upper) ?? 0), 0))),
  };
}

function joined(uppers: readonly number[]): number[][] {
  const size = Math.ceil(uppers.length / MAX_ROWS);
  return Array.from({ length: Math.ceil(uppers.length / size) }, (_, row) =>
    uppers.slice(row * size, (row + 1) * size),
  );
}
