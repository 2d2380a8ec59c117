import type { Signal } from '../check-request';
import { countOf } from '../count-of';
import type { Inbox } from '../inbox';

const NAMES: { readonly [signal in Signal]: string } = {
  traces: 'span',
  logs: 'log record',
  metrics: 'metric data point',
};

export type Counts = { readonly [signal in Signal]: number };

/** Counts the items of each signal that have been taken in. */
export function countsOf({ counts }: Inbox): Counts {
  return { traces: counts.traces.accepted, logs: counts.logs.accepted, metrics: counts.metrics.accepted };
}

/** Says what has been taken in since: `12 spans, 3 log records`. */
export function contentsSince(before: Counts, inbox: Inbox): string {
  const now = countsOf(inbox);
  const added = (signal: Signal) => now[signal] - before[signal];
  const named = (Object.keys(NAMES) as Signal[])
    .filter(signal => added(signal) > 0)
    .map(signal => countOf(added(signal), NAMES[signal]));
  if (added('traces') > 0) return named.join(', ');
  if (named.length === 0) return '0 spans';
  return `no spans, ${named.join(', ')}`;
}
