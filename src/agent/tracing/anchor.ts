import type { HrTime, TimeInput } from '@opentelemetry/api';
import { isTimeInputHrTime, millisToHrTime } from '@opentelemetry/core';
import { monotonicNow } from './monotonic-clock';

const NANOS_PER_MS = 1e6;
const NANOS_PER_SECOND = 1e9;
/** Maximum age of an anchor: NTP moves one clock, a suspended machine stops the other, so they drift apart. */
const MAX_AGE_MS = 60_000;

/** Reading of both clocks at one moment. The spans of a trace share it, so that their times agree to the microsecond. */
export interface Anchor {
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  /** Same moment on the clock of `performance.now()`. */
  readonly monotonicMs: number;
}

/** Traces that begin within this time share one reading of the wall clock, which saves half a microsecond each. */
const SHARED_MS = 50;
let latest: Anchor | undefined;

/**
 * Returns the anchor for a span that starts at `nowMs` of the monotonic clock: its parent's while that is fresh, else a
 * new one.
 */
export function anchorFor(parent: Anchor | undefined, nowMs: number): Anchor {
  if (parent !== undefined && nowMs - parent.monotonicMs < MAX_AGE_MS) return parent;
  if (latest === undefined || nowMs - latest.monotonicMs >= SHARED_MS)
    latest = { epochMs: Date.now(), monotonicMs: nowMs };
  return latest;
}

/** Converts a moment of the monotonic clock to time since 1970. */
export function timeAt({ epochMs, monotonicMs }: Anchor, momentMs: number): HrTime {
  const seconds = Math.trunc(epochMs / 1000);
  const nanos =
    (epochMs - seconds * 1000) * NANOS_PER_MS + Math.round((momentMs - monotonicMs) * NANOS_PER_MS);
  if (nanos >= 0 && nanos < NANOS_PER_SECOND) return [seconds, nanos];
  const carried = Math.floor(nanos / NANOS_PER_SECOND);
  return [seconds + carried, nanos - carried * NANOS_PER_SECOND];
}

/** Converts a time that an API caller gave; undefined for an invalid one. Small numbers are of the monotonic clock. */
export function readTime(anchor: Anchor, input: TimeInput | undefined): HrTime | undefined {
  if (typeof input === 'number')
    return input <= monotonicNow() ? timeAt(anchor, input) : millisToHrTime(input);
  if (input instanceof Date) return millisToHrTime(input.getTime());
  return isTimeInputHrTime(input) ? input : undefined;
}
