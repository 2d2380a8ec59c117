import type { SpanStore } from '../../store/span-store';
import { type Comparison, LEAST_REQUESTS } from './compare';
import { compareOperation } from './compare-operation';
import { type OperationStats, operationStats } from './operations';
import type { TimeWindow } from './time-window';

/** Operation that requests begin with, and the comparison of its slow requests with typical ones. */
export interface SlowestOperation {
  readonly operation: OperationStats;
  /** Undefined where there are too few requests for one. */
  readonly comparison: Comparison | undefined;
}

/** The operation whose requests take longest at p95, among those that requests begin with; undefined when there is none. */
export function slowestOperation(store: SpanStore, window: TimeWindow): SlowestOperation | undefined {
  const stats = operationStats(store, { window, buckets: 1, spans: 'roots' });
  const frequent = stats.filter(({ count }) => count >= LEAST_REQUESTS);
  const [operation] = (frequent.length > 0 ? frequent : stats).sort((a, b) => b.p95Ns - a.p95Ns);
  if (operation === undefined) return undefined;
  const compared = compareOperation(store, operation, window);
  return { operation, comparison: compared && 'parts' in compared ? compared : undefined };
}
