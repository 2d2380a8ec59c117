import type { Log } from './source';

/** Standard error itself: jest would wrap each line of `console` in a stack trace. */
export const logToStderr: Log = line => {
  process.stderr.write(`test services: ${line}\n`);
};
