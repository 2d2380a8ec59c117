// biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
import { writeSync } from 'fs';
import { givenText } from '../../../shared/given-text';
import type { Environment } from './facts';

/** Warns in one line on stderr, which ends in `mend`: the setting or command that mends what is wrong. */
export function warn(env: Environment, message: string, mend: string): void {
  if (QUIET.indexOf(levelOf(env)) < 0) write(`${message}; ${mend}`);
}

/** Writes a line for those who look for a reason: OTEL_LOG_LEVEL=debug. */
export function debug(env: Environment, message: string): void {
  if (VERBOSE.indexOf(levelOf(env)) >= 0) write(message);
}

/** Mend of a fault that names none. */
export const DOCTOR = 'otel-agent doctor tells more';

const QUIET = ['none', 'off', 'error'];
const VERBOSE = ['debug', 'verbose', 'trace', 'all'];

function levelOf({ OTEL_LOG_LEVEL: level }: Environment): string {
  return givenText(level || '').toLowerCase();
}

/** Loads nothing; a closed or full stderr is no error. */
function write(message: string): void {
  try {
    writeSync(2, `otel-agent: ${message}\n`);
  } catch {
    // EAGAIN on a full pipe, EPIPE, EBADF: the line is lost, the app goes on.
  }
}
