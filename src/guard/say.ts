// biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
import { writeSync } from 'fs';
import type { Environment } from './facts';

/** One line on stderr, from OTEL_LOG_LEVEL up. Loads nothing; a closed or full stderr is no error. */
export function say(env: Environment, level: 'warn' | 'debug', message: string): void {
  const limit = (env.OTEL_LOG_LEVEL || '').trim().toLowerCase();
  const isSaid = level === 'debug' ? VERBOSE.indexOf(limit) >= 0 : QUIET.indexOf(limit) < 0;
  if (!isSaid) return;
  try {
    writeSync(2, `otel-agent: ${message}\n`);
  } catch {
    // EAGAIN on a full pipe, EPIPE, EBADF: the line is lost, the app goes on.
  }
}

const VERBOSE = ['debug', 'verbose', 'trace', 'all'];
const QUIET = ['none', 'off', 'error'];
