import { useEffect, useState } from 'preact/hooks';
import { arrived } from '../state/live';

const EVERY_MS = 1000;

/**
 * Tells when to search anew because traces of the followed query have come: `tick` grows, once a second at most. While
 * paused it stays, and `waiting` is how many traces have come since.
 */
export function useLiveTail(isPaused: boolean): { readonly tick: number; readonly waiting: number } {
  const [tick, setTick] = useState(0);
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isFirst = true;
    const stop = arrived.subscribe(traces => {
      if (isFirst) {
        isFirst = false;
        return;
      }
      if (isPaused) setWaiting(before => new Set([...before, ...traces.map(({ traceId }) => traceId)]));
      else
        timer ??= setTimeout(() => {
          timer = undefined;
          setTick(at => at + 1);
        }, EVERY_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
      setWaiting(new Set());
      // Traces that came meanwhile show as soon as it goes on.
      if (isPaused) setTick(at => at + 1);
    };
  }, [isPaused]);
  return { tick, waiting: waiting.size };
}
