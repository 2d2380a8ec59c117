import { type TimeWindow, timeWindow } from '../analyse/operations/time-window';
import type { TimeRange } from '../query/find-spans';
import type { LogStore } from '../store/logs/log-store';
import type { MetricStore } from '../store/metrics/metric-store';
import type { SpanStore } from '../store/span-store';
import { optionalNumber } from './parameters';

/**
 * `since` and `until` among the parameters, Unix milliseconds, or `last`, milliseconds back from the newest trace; all may
 * be absent. Throws ParameterError.
 */
export function rangeParameters(store: SpanStore, parameters: URLSearchParams): TimeRange {
  const range = {
    sinceMs: optionalNumber(parameters, 'since'),
    untilMs: optionalNumber(parameters, 'until'),
  };
  if (!parameters.has('last') || range.sinceMs !== undefined) return range;
  const { sinceMs } = timeWindow(store, { ...range, lastMs: optionalNumber(parameters, 'last') });
  return { ...range, sinceMs };
}

/** The window that statistics are to be about: see timeWindow. Throws ParameterError. */
export function windowParameters(store: SpanStore, parameters: URLSearchParams): TimeWindow {
  return timeWindow(store, {
    sinceMs: optionalNumber(parameters, 'since'),
    untilMs: optionalNumber(parameters, 'until'),
    lastMs: optionalNumber(parameters, 'last'),
  });
}

/** Reads the window of log records: `last` counts back from the newest record. Throws ParameterError. */
export function logRangeParameters(store: LogStore, parameters: URLSearchParams): TimeRange {
  const range = {
    sinceMs: optionalNumber(parameters, 'since'),
    untilMs: optionalNumber(parameters, 'until'),
  };
  const lastMs = optionalNumber(parameters, 'last');
  if (lastMs === undefined || range.sinceMs !== undefined) return range;
  const newest = Math.max(0, ...store.chunks.map(({ newestMs }) => newestMs));
  return { ...range, sinceMs: (range.untilMs ?? newest) - lastMs };
}

const DEFAULT_METRICS_MS = 15 * 60_000;
/** The first export of a process tells of the time before it. */
const BEFORE_FIRST_MS = 60_000;

/** The window that charts of metrics are to be about: `last` counts back from the newest point. Throws ParameterError. */
export function metricWindowParameters({ chunks }: MetricStore, parameters: URLSearchParams): TimeWindow {
  let newest = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (const { timeMs, count } of chunks) {
    for (const ms of timeMs.subarray(0, count)) {
      if (ms > newest) newest = ms;
      if (ms > 0 && ms < oldest) oldest = ms;
    }
  }
  const untilMs = optionalNumber(parameters, 'until') ?? newest + 1;
  const lastMs = optionalNumber(parameters, 'last') ?? DEFAULT_METRICS_MS;
  const sinceMs =
    optionalNumber(parameters, 'since') ??
    Math.max(oldest - Math.min(BEFORE_FIRST_MS, newest - oldest), untilMs - lastMs);
  return { sinceMs: Math.min(sinceMs, untilMs - 1), untilMs };
}
