import type { OperationStats } from '../../../viewer/receiver/analyse/operations/operations';
import { parseDuration } from '../../../viewer/receiver/query/durations';
import type { Asking } from '../answers/answer';
import { ms, type Overview } from '../answers/services';
import { AskError } from '../ask-error';
import { msOf, timeParameters } from '../time';

const MEASURES = {
  p50: ({ p50Ns }: OperationStats) => p50Ns,
  p95: ({ p95Ns }: OperationStats) => p95Ns,
  p99: ({ p99Ns }: OperationStats) => p99Ns,
  max: ({ maxNs }: OperationStats) => maxNs,
  /** Share of requests that failed, in percent. */
  errors: ({ errors, count }: OperationStats) => (errors / count) * 100,
} as const;

/** A bound on what an operation may take: `POST /checkout p95 < 300ms`, `GET / errors < 1%`. */
export interface Budget {
  readonly text: string;
  readonly operation: string;
  readonly measure: keyof typeof MEASURES;
  readonly isInclusive: boolean;
  /** Nanoseconds, or percent of requests for errors. */
  readonly bound: number;
}

/** A check for CI, kept or not. */
export interface Check {
  readonly service: string;
  readonly name: string;
  readonly isKept: boolean;
  /** Measured value, or the reason why there is none. */
  readonly found: string;
}

const FORM = /^(.+?)\s+(p50|p95|p99|max|errors)\s*(<=|<)\s*(\S.*)$/;

/** Reads a budget. Throws an AskError. */
export function parseBudget(text: string): Budget {
  const [, operation, measure, operator, value] = FORM.exec(text.trim()) ?? [];
  if (value === undefined)
    throw new AskError(
      `--budget "${text}": write OPERATION p50|p95|p99|max|errors < VALUE, as in "POST /checkout p95 < 300ms"`,
    );
  return {
    text: text.trim(),
    operation: operation!,
    measure: measure as Budget['measure'],
    isInclusive: operator === '<=',
    bound: measure === 'errors' ? percentOf(value, text) : durationOf(value, text),
  };
}

/** Checks budgets; an operation of several services has a check for each, one that has no request is not kept. */
export async function checkBudgets(
  budgets: readonly Budget[],
  { source, since, service }: Asking,
): Promise<Check[]> {
  const overview = (await source.ask<Overview>('/api/v1/overview', {
    ...timeParameters(since),
    buckets: 1,
  }))!;
  const operations = overview.operations.filter(each => service === undefined || each.service === service);
  return budgets.flatMap(budget => {
    const meant = operations.filter(({ name }) => name === budget.operation);
    if (meant.length > 0) return meant.map(stats => checkOf(budget, stats));
    return [
      {
        service: service ?? '',
        name: budget.text,
        isKept: false,
        found: `no request of ${budget.operation}`,
      },
    ];
  });
}

function checkOf({ text, measure, bound, isInclusive }: Budget, stats: OperationStats): Check {
  const value = MEASURES[measure](stats);
  const shown = measure === 'errors' ? `${Number(value.toPrecision(3))}%` : ms(msOf(value));
  return {
    service: stats.service,
    name: text,
    isKept: isInclusive ? value <= bound : value < bound,
    found: `${measure} is ${shown} of ${stats.count} requests`,
  };
}

function durationOf(value: string, text: string): number {
  try {
    // A number alone would be milliseconds, which not everyone means.
    if (/^[\d.]+$/.test(value.trim())) throw new AskError('no unit');
    return parseDuration(value.trim());
  } catch {
    throw new AskError(`--budget "${text}": ${value} is no duration; write 500ms, 1.5s or 2m`);
  }
}

function percentOf(value: string, text: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim()) ?? [];
  if (number === undefined) throw new AskError(`--budget "${text}": errors go with a share, as in 1%`);
  return Number(number);
}
