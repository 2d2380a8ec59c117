import { type TimeWindow, timeWindow } from '../analyse/time-window';
import type { TimeRange } from '../query/find-spans';
import type { SpanStore } from '../store/span-store';
import { optionalNumber } from './parameters';

/** `since` and `until` among the parameters: Unix milliseconds, either may be absent. Throws ParameterError. */
export function rangeParameters(parameters: URLSearchParams): TimeRange {
  return { sinceMs: optionalNumber(parameters, 'since'), untilMs: optionalNumber(parameters, 'until') };
}

/** The window that statistics are to be about: see timeWindow. Throws ParameterError. */
export function windowParameters(store: SpanStore, parameters: URLSearchParams): TimeWindow {
  return timeWindow(store, rangeParameters(parameters));
}
