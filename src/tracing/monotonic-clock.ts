let clock: Performance | undefined;

/**
 * Milliseconds of the monotonic clock, `performance.now()`. The global is a getter, which optimized code cannot see
 * through, and its first use loads code, so it is asked for once, and not before it is needed.
 */
export function monotonicNow(): number {
  clock ??= performance;
  return clock.now();
}
