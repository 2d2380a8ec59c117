let clock: Performance | undefined;

/**
 * Returns milliseconds of the monotonic clock, as `performance.now()` does. Optimized code cannot see through the global
 * getter, and its first use loads code, so this reads it once, at the first call.
 */
export function monotonicNow(): number {
  clock ??= performance;
  return clock.now();
}
