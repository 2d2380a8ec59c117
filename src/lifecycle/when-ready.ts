import { writeSync } from 'node:fs';

/** Nobody wakes us when a descriptor is ready. Short enough to lose nothing, long enough to leave the CPU to a local receiver. */
const POLL_MS = 0.2;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Repeats a call on a non-blocking descriptor while it says EAGAIN; throws its other errors, and after `deadlineMs` (of `process.uptime`). */
export function whenReady(attempt: () => number, deadlineMs: number): number {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
    if (process.uptime() * 1000 > deadlineMs) throw new Error('no answer in time');
    Atomics.wait(sleeper, 0, 0, POLL_MS);
  }
}

/** Writes all of it, as `whenReady` does. */
export function writeFully(fd: number, bytes: Uint8Array, deadlineMs: number): void {
  let written = 0;
  while (written < bytes.length) written += whenReady(() => writeSync(fd, bytes, written), deadlineMs);
}
