/** How long to wait between tries: `initialMs`, then `factor` times more each time up to `maxMs`, less or more by `jitter`. */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor: number;
  /** 0.2 spreads a delay over 80% to 120%, so that a fleet does not return at once. */
  readonly jitter: number;
  readonly random: () => number;
}

export const DEFAULT_BACKOFF: BackoffOptions = {
  initialMs: 1000,
  maxMs: 30_000,
  factor: 1.5,
  jitter: 0.2,
  random: Math.random,
};

/** A receiver that asks for a week of silence is asked again after this. */
const MAX_SERVER_DELAY_MS = 300_000;

/** The delay before the next try; `failures` counts from 1. A delay that the receiver asked for is never undercut. */
export function backoffMs(options: BackoffOptions, failures: number, afterMs = 0): number {
  const plain = Math.min(options.maxMs, options.initialMs * options.factor ** (failures - 1));
  const spread = plain * (1 + options.jitter * (2 * options.random() - 1));
  return Math.max(spread, Math.min(afterMs, MAX_SERVER_DELAY_MS));
}
