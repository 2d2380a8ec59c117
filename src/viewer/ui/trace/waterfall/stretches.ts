import type { Stretch } from '../use-open-trace';

/** Stretches of the critical path by span. */
export type CriticalSections = ReadonlyMap<number, readonly Stretch[]>;

/** Position of a moment in a stretch of time, in percent. */
export function shareOf(ns: number, { fromNs, toNs }: Stretch): number {
  return ((ns - fromNs) / (toNs - fromNs)) * 100;
}
