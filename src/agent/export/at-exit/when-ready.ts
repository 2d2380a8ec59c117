import { writeSync } from 'node:fs';

export const OUT_OF_TIME = 'no answer in time';

/**
 * Pauses between looks at a descriptor, since nothing wakes us when it is ready. A local receiver answers within the
 * first few looks; a hanging one costs a look every few milliseconds.
 */
const FIRST_POLL_MS = 0.2;
const LAST_POLL_MS = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Repeats a call on a non-blocking descriptor while it fails with EAGAIN; throws its other errors, and throws after
 * `deadlineMs` (of `process.uptime`).
 */
export function whenReady(attempt: () => number, deadlineMs: number): number {
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 1.25, LAST_POLL_MS)) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
    const leftMs = deadlineMs - process.uptime() * 1000;
    if (leftMs <= 0) throw new Error(OUT_OF_TIME);
    Atomics.wait(sleeper, 0, 0, Math.min(pollMs, leftMs));
  }
}

/** Writes all bytes, waiting as `whenReady` does. */
export function writeFully(fd: number, bytes: Uint8Array, deadlineMs: number): void {
  let written = 0;
  while (written < bytes.length) written += whenReady(() => writeSync(fd, bytes, written), deadlineMs);
}
