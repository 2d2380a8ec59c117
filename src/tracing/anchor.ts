import type { HrTime, TimeInput } from '@opentelemetry/api';
import { isTimeInputHrTime, millisToHrTime } from '@opentelemetry/core';
import { monotonicNow } from './monotonic-clock';

const NANOS_PER_MS = 1e6;
const NANOS_PER_SECOND = 1e9;
/** The clocks drift apart: NTP moves one, a suspended machine stops the other. */
const MAX_AGE_MS = 60_000;

/** Both clocks at one moment. The spans of a trace share one, so that their times fit together to the microsecond. */
export interface Anchor {
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  /** The same moment on the clock of `performance.now()`. */
  readonly monotonicMs: number;
}

/** Traces that begin within so short a time begin at one reading of the wall clock, which takes half a microsecond. */
const SHARED_MS = 50;
let latest: Anchor | undefined;

/** The anchor of a span that starts at `nowMs` of the monotonic clock: that of the span above it, while that is fresh. */
export function anchorFor(parent: Anchor | undefined, nowMs: number): Anchor {
  if (parent !== undefined && nowMs - parent.monotonicMs < MAX_AGE_MS) return parent;
  if (latest === undefined || nowMs - latest.monotonicMs >= SHARED_MS)
    latest = { epochMs: Date.now(), monotonicMs: nowMs };
  return latest;
}

/** A moment of the monotonic clock as time since 1970. */
export function timeAt({ epochMs, monotonicMs }: Anchor, momentMs: number): HrTime {
  const seconds = Math.trunc(epochMs / 1000);
  const nanos =
    (epochMs - seconds * 1000) * NANOS_PER_MS + Math.round((momentMs - monotonicMs) * NANOS_PER_MS);
  if (nanos >= 0 && nanos < NANOS_PER_SECOND) return [seconds, nanos];
  const carried = Math.floor(nanos / NANOS_PER_SECOND);
  return [seconds + carried, nanos - carried * NANOS_PER_SECOND];
}

/** What a caller of the API says of a time; undefined where it is none. Small numbers are of the monotonic clock. */
export function readTime(anchor: Anchor, input: TimeInput | undefined): HrTime | undefined {
  if (typeof input === 'number')
    return input <= monotonicNow() ? timeAt(anchor, input) : millisToHrTime(input);
  if (input instanceof Date) return millisToHrTime(input.getTime());
  return isTimeInputHrTime(input) ? input : undefined;
}
