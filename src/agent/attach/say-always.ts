import { writeSync } from 'node:fs';

/** Writes a line to stderr, whatever OTEL_LOG_LEVEL says: nobody shall be attached to in silence. */
export function sayAlways(message: string): void {
  try {
    writeSync(2, `otel-agent: ${message}\n`);
  } catch {
    // EAGAIN on a full pipe, EPIPE, EBADF: the line is lost, the app goes on.
  }
}
