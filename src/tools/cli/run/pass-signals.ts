import { isatty } from 'node:tty';

/**
 * Hands every signal that reaches this process to `pass` instead of ending it; those of the keyboard only if the command is
 * in a process group of its own. Returns what undoes that.
 */
export function passSignals(pass: (signal: NodeJS.Signals) => void, isOwnGroup = false): () => void {
  const heard = process.platform === 'win32' ? WINDOWS_SIGNALS : POSIX_SIGNALS;
  const fromTerminal = new Set(
    isOwnGroup ? [] : process.platform === 'win32' ? WINDOWS_SIGNALS : keyboardSignals(),
  );
  const listener = (signal: NodeJS.Signals) => {
    if (!fromTerminal.has(signal)) pass(signal);
  };
  for (const signal of heard) process.on(signal, listener);
  return () => {
    for (const signal of heard) process.removeListener(signal, listener);
  };
}

const POSIX_SIGNALS: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGPIPE',
  'SIGALRM',
  'SIGIO',
  'SIGURG',
  'SIGWINCH',
];

/** The console sends these to every process that is attached to it. */
const WINDOWS_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGBREAK', 'SIGHUP'];

/** A terminal sends Ctrl-C and Ctrl-\ to the command as well: passed on, the command would get them twice. */
function keyboardSignals(): readonly NodeJS.Signals[] {
  return isatty(0) || isatty(1) || isatty(2) ? ['SIGINT', 'SIGQUIT', 'SIGWINCH'] : [];
}
