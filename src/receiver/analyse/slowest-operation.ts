import type { SpanStore } from '../store/span-store';
import type { Comparison } from './compare';
import { compareOperation } from './compare-operation';
import { type OperationStats, operationStats } from './operations';
import type { TimeWindow } from './time-window';

/** Below so many requests a percentile says nothing. */
const LEAST_REQUESTS = 3;

/** An operation that requests begin with, and where the time of its slow requests goes. */
export interface SlowestOperation {
  readonly operation: OperationStats;
  /** Undefined with fewer than two requests. */
  readonly comparison: Comparison | undefined;
}

/** The operation whose requests take longest at p95, among those that requests begin with; undefined when there is none. */
export function slowestOperation(store: SpanStore, window: TimeWindow): SlowestOperation | undefined {
  const stats = operationStats(store, { window, buckets: 1, spans: 'roots' });
  const frequent = stats.filter(({ count }) => count >= LEAST_REQUESTS);
  const [operation] = (frequent.length > 0 ? frequent : stats).sort((a, b) => b.p95Ns - a.p95Ns);
  return operation && { operation, comparison: compareOperation(store, operation, window) };
}
