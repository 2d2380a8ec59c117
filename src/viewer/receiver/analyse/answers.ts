import type { SpanStore } from '../store/span-store';
import { type ErrorGroup, errorGroups } from './errors/error-groups';
import { failedTraces } from './errors/failed-traces';
import { type ComparedPart, type Comparison, LEAST_REQUESTS } from './operations/compare';
import { type SlowestOperation, slowestOperation } from './operations/slowest-operation';
import type { TimeWindow } from './operations/time-window';

/** The two questions of every incident, answered for a window of time. */
export interface Answers {
  readonly window: TimeWindow;
  /** The slowest operation, and what makes it slow. */
  readonly slowest:
    | {
        readonly service: string;
        readonly name: string;
        readonly count: number;
        readonly p50Ns: number;
        readonly p95Ns: number;
        readonly slow: Comparison['slow'];
        readonly typical: Comparison['typical'];
        /** The step with the largest part of the extra time. */
        readonly cause: ComparedPart;
      }
    | undefined;
  /** Requests of the slowest operation, where no operation has enough of them for an answer. */
  readonly tooFew: { readonly requests: number; readonly needed: number } | undefined;
  /** The failures, and where the largest group begins. */
  readonly failures:
    | { readonly traces: number; readonly groups: number; readonly largest: ErrorGroup }
    | undefined;
}

/** Works out both answers; undefined where nothing is slow, or nothing fails. */
export function answers(store: SpanStore, window: TimeWindow): Answers {
  const { total, traces } = failedTraces(store, window);
  const groups = errorGroups(traces);
  const [largest] = groups;
  const found = slowestOperation(store, window);
  const count = found?.operation.count ?? LEAST_REQUESTS;
  return {
    window,
    slowest: found && slowestIn(found),
    tooFew: count < LEAST_REQUESTS ? { requests: count, needed: LEAST_REQUESTS } : undefined,
    failures: largest && { traces: total, groups: groups.length, largest },
  };
}

function slowestIn({ operation, comparison }: SlowestOperation): Answers['slowest'] {
  const cause = comparison?.parts[0];
  if (comparison === undefined || cause === undefined || cause.share <= 0) return undefined;
  const { service, name, count, p50Ns, p95Ns } = operation;
  const { slow, typical } = comparison;
  return { service, name, count, p50Ns, p95Ns, slow, typical, cause };
}
