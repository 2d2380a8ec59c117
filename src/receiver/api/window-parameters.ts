import { type TimeWindow, timeWindow } from '../analyse/time-window';
import type { TimeRange } from '../query/find-spans';
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
