import type { SpanStore } from '../store/span-store';
import type { ComparedPart, Comparison } from './compare';
import { type ErrorGroup, errorGroups } from './error-groups';
import { failedTraces } from './failed-traces';
import { slowestOperation } from './slowest-operation';
import type { TimeWindow } from './time-window';

/** The two questions of every incident, answered for a window of time. */
export interface Answers {
  readonly window: TimeWindow;
  /** What is slow, and what makes it slow. */
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
  /** What fails, and where that begins. */
  readonly failures:
    | { readonly traces: number; readonly groups: number; readonly largest: ErrorGroup }
    | undefined;
}

/** Works out both answers; undefined where nothing is slow, or nothing fails. */
export function answers(store: SpanStore, window: TimeWindow): Answers {
  const { total, traces } = failedTraces(store, window);
  const groups = errorGroups(traces);
  const [largest] = groups;
  return {
    window,
    slowest: slowestIn(store, window),
    failures: largest && { traces: total, groups: groups.length, largest },
  };
}

function slowestIn(store: SpanStore, window: TimeWindow): Answers['slowest'] {
  const { operation, comparison } = slowestOperation(store, window) ?? {};
  const cause = comparison?.parts[0];
  if (operation === undefined || comparison === undefined || cause === undefined || cause.share <= 0)
    return undefined;
  const { service, name, count, p50Ns, p95Ns } = operation;
  const { slow, typical } = comparison;
  return { service, name, count, p50Ns, p95Ns, slow, typical, cause };
}
