import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { isHeard, type Log, type LogLevel, withoutValues } from './log';

/** Diagnostics of the agent's own code: `error` appears at level warn, the others at debug. Each kind once in 30 s. */
interface OwnDiag {
  /** Reports a failure of the agent that the app does not notice. */
  error(message: string, failure?: unknown): void;
  /** Reports a request of the app that has no effect, such as an invalid attribute. */
  warn(message: string, details?: unknown): void;
}

let ownLog: Log | undefined;
let isDebugging = false;

export const ownDiag: OwnDiag = {
  error: (message, failure) => sayOwn('warn', message, failure),
  warn(message, details) {
    if (isDebugging) sayOwn('debug', message, details);
  },
};

function sayOwn(level: Parameters<Log>[0], message: string, details: unknown): void {
  ownLog?.(level, details === undefined ? message : `${message}: ${asText(details)}`, message);
}

/**
 * Sends the diagnostics of the agent's own code and of upstream's to the log. Upstream's errors become warnings, the
 * rest is for debugging.
 */
export function listenToUpstream(log: Log, level: LogLevel): void {
  ownLog = log;
  isDebugging = isHeard('debug', level);
  if (!isHeard('warn', level)) return;
  const say =
    (messageLevel: Parameters<Log>[0]) =>
    (...args: unknown[]) => {
      const { source, message, details } = partsOf(args);
      const line = `${source}: ${message}`;
      log(messageLevel, [line, ...details.map(asText)].join(' '), withoutValues(line));
    };
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

/** Splits off the name that a component's logger puts first: `@opentelemetry/instrumentation-pg`. */
function partsOf([first, ...others]: unknown[]) {
  const isNamed = typeof first === 'string' && COMPONENT.test(first) && others.length > 0;
  const [message, ...details] = isNamed ? others : [first, ...others];
  return { source: isNamed ? first : 'upstream', message: asText(message), details };
}

const COMPONENT = /^@?[\w-]+(\/[\w.-]+)+$/;

/** Turns any value into text: anything can be an error, and reading it may throw. */
function asText(detail: unknown): string {
  try {
    if (detail instanceof Error) return String(detail.message);
    return typeof detail === 'object' ? JSON.stringify(detail) : String(detail);
  } catch {
    return 'something that cannot be read';
  }
}
