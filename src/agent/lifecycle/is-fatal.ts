/** Signals that end a process which does not listen for them. Node itself ignores SIGPIPE and takes SIGUSR1 for its inspector. */
const FATAL = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGABRT', 'SIGALRM', 'SIGUSR2'] as const;

/** True if this signal, sent by the process to itself, ends it before it does anything else. */
export function isFatal(number: number): boolean {
  const { signals } = (require('node:os') as typeof import('node:os')).constants;
  const signal = FATAL.find(name => signals[name] === number);
  return signal !== undefined && process.listenerCount(signal) === 0;
}
