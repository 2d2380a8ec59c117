import type { HrTime } from '@opentelemetry/api';

/** Converts milliseconds since the epoch to seconds and nanoseconds. */
export function hrTimeOfMs(ms: number): HrTime {
  return [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
