import timers from 'node:timers';
/** Time as the pipeline sees it; tests replace it. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels that. Never keeps the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

// Timers as they were at loading: an app's test that fakes timers must not stop the export, nor see it.
const { setTimeout, clearTimeout } = timers;

/** Longest delay of a timer: Node runs a timer with a longer delay at once. */
const LONGEST_MS = 2_147_483_647;

/** Clock of the process. `uptime` is monotonic and, unlike `performance`, loads nothing. */
export const systemClock: Clock = {
  now: () => process.uptime() * 1000,
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, LONGEST_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
