import timers from 'node:timers';

// Timers as they were at loading: an app's test that fakes timers must not stop the end.
const { setTimeout, clearTimeout } = timers;

/** Longest wait for receivers at the end of an invocation. */
export const MAX_FLUSH_MS = 200;

/** Waits for a flush, and holds the event loop meanwhile: the agent's sockets do not, and an empty loop ends the invocation. */
export function flushBounded(
  flush: (withinMs: number) => Promise<unknown>,
  withinMs: number,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<void>(resolve => {
    timer = setTimeout(resolve, withinMs);
  });
  return Promise.race([flush(withinMs), timeIsUp]).then(done, done);

  function done(): void {
    clearTimeout(timer);
  }
}
