import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';

export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';
export type Log = (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void;

const RANK = { none: 0, error: 1, warn: 2, info: 3, debug: 4, verbose: 5, all: 6 } as const;

/**
 * The agent's voice: one line on stderr, from `level` up. Written to the file descriptor, so that neither the app's
 * `console` nor its `process.stderr` is loaded or changed by it; a closed stderr is no error of the app's.
 */
export function createLog(level: LogLevel): Log {
  const limit = RANK[level];
  return (messageLevel, message) => {
    if (RANK[messageLevel] <= limit) writeLine(message);
  };
}

/** Is `debug` heard at this level? */
export function isDebug(level: LogLevel): boolean {
  return RANK[level] >= RANK.debug;
}

/** Sends what upstream code says through the same voice: warnings only when something is wrong, the rest at `debug`. */
export function logUpstream(log: Log, level: LogLevel): void {
  if (RANK[level] < RANK.warn) return;
  const say =
    (messageLevel: Parameters<Log>[0]) =>
    (message: string, ...details: unknown[]) =>
      log(messageLevel, `upstream: ${[message, ...details].map(asText).join(' ')}`);
  const logger: DiagLogger = {
    error: say('warn'),
    warn: say('debug'),
    info: say('debug'),
    debug: say('debug'),
    verbose: say('debug'),
  };
  diag.setLogger(logger, { logLevel: UPSTREAM_LEVEL[level], suppressOverrideMessage: true });
}

const UPSTREAM_LEVEL: Readonly<Record<LogLevel, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.ERROR,
  info: DiagLogLevel.ERROR,
  debug: DiagLogLevel.INFO,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

function asText(detail: unknown): string {
  if (detail instanceof Error) return detail.message;
  return typeof detail === 'object' ? JSON.stringify(detail) : String(detail);
}

function writeLine(message: string): void {
  try {
    require('node:fs').writeSync(2, `otel-agent: ${message}\n`);
  } catch {
    // EAGAIN on a full pipe, EPIPE, EBADF: the line is lost, the app goes on.
  }
}
