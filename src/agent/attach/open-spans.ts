import type { RunningAgent } from '../agent';

/** Spans that have begun and not ended. */
export interface OpenSpans {
  /** Waits until all have ended, for at most this time. */
  settled(timeoutMs: number): Promise<void>;
}

/** Counts open spans, so that requests which are traced may end before the agent is taken out. */
export function watchOpenSpans({ telemetry }: RunningAgent): OpenSpans {
  let open = 0;
  let onSettled: (() => void) | undefined;
  telemetry.exports.spanProcessors.push({
    onStart() {
      open++;
    },
    onEnd() {
      open = Math.max(0, open - 1); // A span may have begun before this counted.
      if (open === 0) onSettled?.();
    },
    async forceFlush() {},
    async shutdown() {},
  });
  return {
    settled: timeoutMs =>
      new Promise(resolve => {
        if (open === 0) {
          resolve();
          return;
        }
        const timer = setTimeout(resolve, timeoutMs).unref();
        onSettled = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
