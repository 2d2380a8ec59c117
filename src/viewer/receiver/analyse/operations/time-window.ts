import type { TimeRange } from '../../query/find-spans';
import type { SpanStore } from '../../store/span-store';

/** From `sinceMs` up to but not `untilMs`, Unix milliseconds. */
export interface TimeWindow {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Requested time: start, end, or length before the end. */
export interface WindowRequest extends TimeRange {
  /** Counts back from the end, unless `sinceMs` is given. */
  readonly lastMs?: number | undefined;
}

const DEFAULT_MS = 15 * 60_000;
/** A clock may run ahead by this much; a time beyond it is made up and moves no window. */
const AHEAD_MS = 3_600_000;

/**
 * The time that statistics are about: as asked for, else the 15 minutes up to the newest trace, or less when the first
 * trace is younger: then rates are told over the time that there is.
 */
export function timeWindow(
  store: SpanStore,
  { sinceMs, untilMs, lastMs = DEFAULT_MS }: WindowRequest,
): TimeWindow {
  const latestMs = Date.now() + AHEAD_MS;
  let newest = 0;
  let oldest = latestMs;
  for (const { traceStart, traceEnd, traceCount } of store.segments) {
    for (let row = 0; row < traceCount; row++) {
      const endMs = (traceEnd[row * 2 + 1]! * 2 ** 32 + traceEnd[row * 2]!) / 1e6;
      const startMs = (traceStart[row * 2 + 1]! * 2 ** 32 + traceStart[row * 2]!) / 1e6;
      if (endMs > newest && endMs < latestMs) newest = endMs;
      if (startMs > 0 && startMs < oldest) oldest = startMs;
    }
  }
  const until = untilMs ?? newest + 1;
  return { sinceMs: Math.min(sinceMs ?? Math.max(oldest, until - lastMs), until - 1), untilMs: until };
}
