/** Time as the pipeline sees it; the one thing that tests replace. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Calls `run` once after `delayMs`; the returned function calls that off. Never keeps the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

// Kept from the time of loading: an app's test that fakes timers must not stop the export, nor be seen by it.
const { setTimeout, clearTimeout } = globalThis;

/** The clock of the process. `uptime` is monotonic and, unlike `performance`, loads nothing. */
export const systemClock: Clock = {
  now: () => process.uptime() * 1000,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
