import { redactUrls } from '../urls/redact-text';
import { createRateLimit } from './rate-limit';

export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';

/**
 * Writes a line. All lines pass a common rate limit: lines of a `kind` are written once in 30 s, others may repeat ten
 * times.
 */
export type Log = (level: 'error' | 'warn' | 'info' | 'debug', message: string, kind?: string) => void;

const RANK = { none: 0, error: 1, warn: 2, info: 3, debug: 4, verbose: 5, all: 6 } as const;

/**
 * Makes the agent's log: lines on stderr, from `level` up. It writes to the file descriptor, so that neither the app's
 * `console` nor its `process.stderr` is loaded or changed; a closed stderr is no error of the app's. It hides secrets
 * in URLs of any message. A warning ends in a setting or command that mends it, at least in `otel-agent doctor`.
 */
export function createLog(level: LogLevel | (() => LogLevel)): Log {
  const levelNow = typeof level === 'string' ? () => level : level;
  const admit = createRateLimit(() => process.uptime() * 1000);
  return (messageLevel, message, kind) => {
    if (RANK[messageLevel] > RANK[levelNow()]) return;
    const leftOut = admit(kind ?? withoutValues(message), kind === undefined ? REPEATED : 1);
    if (leftOut === undefined) return;
    const line = leftOut === 0 ? message : `${message} (${leftOut} more like it were left out)`;
    writeLine(RANK[messageLevel] > RANK.warn || MEND.test(line) ? line : line + DOCTOR);
  };
}

/** Setting, command or flag by which a reader mends what a warning tells of. */
const MEND = /OTEL_[A-Z]|otel-agent( |\/[bn])|--[a-z]|; using |did you mean|remove one|as external|docs\//;
/** End of a warning that names none of them. */
const DOCTOR = '; otel-agent doctor tells more';

/** True if a message of this level is written at `level`. */
export function isHeard(messageLevel: keyof typeof RANK, level: LogLevel): boolean {
  return RANK[level] >= RANK[messageLevel];
}

/** True if `debug` messages are written at this level. */
export function isDebug(level: LogLevel): boolean {
  return isHeard('debug', level);
}

/** Most repetitions of a line: lines about losses carry sums, at most twice a minute, and never reach it. */
const REPEATED = 10;

/** Reduces a line to its kind: lines of a kind differ only in numbers, identifiers and quoted text. */
export function withoutValues(message: string): string {
  return message.slice(0, 300).replace(/"[^"]*"|\{[^}]*\}|\b[0-9a-f]{8,}\b|\d+/g, '#');
}

function writeLine(message: string): void {
  try {
    require('node:fs').writeSync(2, `otel-agent: ${redactUrls(message)}\n`);
  } catch {
    // EAGAIN on a full pipe, EPIPE, EBADF: the line is lost, the app goes on.
  }
}
