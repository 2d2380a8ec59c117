/** Pauses between tries: `initialMs`, then `factor` times more each time up to `maxMs`, less or more by `jitter`. */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor: number;
  /** Spread of a delay, so that a fleet does not return at once: 0.2 makes it 80% to 120%. */
  readonly jitter: number;
  readonly random: () => number;
}

/** Costs a connection every five seconds while a receiver is away, and finds it five seconds after its return. */
export const DEFAULT_BACKOFF: BackoffOptions = {
  initialMs: 1000,
  maxMs: 5000,
  factor: 2.5,
  jitter: 0.2,
  random: Math.random,
};

/** Longest pause that a receiver can ask for, even if it asks for a week. */
export const MAX_SERVER_DELAY_MS = 60_000;

/**
 * Delay before the next try; `failures` counts from 1. Never shorter than the receiver asked for, up to
 * MAX_SERVER_DELAY_MS.
 */
export function backoffMs(
  { initialMs, maxMs, factor, jitter, random }: BackoffOptions,
  failures: number,
  afterMs = 0,
): number {
  const plain = Math.min(maxMs, initialMs * factor ** (failures - 1));
  const asked = Math.min(afterMs, MAX_SERVER_DELAY_MS);
  return Math.max(plain * (1 + jitter * (2 * random() - 1)), asked * (1 + jitter * random()));
}
