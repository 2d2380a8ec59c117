import { constants } from 'node:os';

/** End of a process: an exit code or a signal. */
export type ProcessEnd = number | NodeJS.Signals;

/** Ends this process as another process ended: with its exit code or by its signal. */
export function endAs(end: ProcessEnd): void {
  if (typeof end === 'number') {
    process.exitCode = end;
    return;
  }
  const code = 128 + constants.signals[end];
  if (process.platform === 'win32') process.exit(code);
  process.kill(process.pid, end);
  // As process 1 of a container this process outlives the signals that it sends itself.
  setTimeout(() => process.exit(code), 100);
}
