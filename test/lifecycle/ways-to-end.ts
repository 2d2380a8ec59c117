import type { ProgramOptions } from './run-program';

/** A way in which a process ends, by its name in test/fixtures/lifecycle/end.js. */
export interface WayToEnd {
  readonly way: string;
  readonly nodeArgs?: readonly string[];
  readonly script?: string;
  /** Sent as soon as the program prints `ready`. */
  readonly signal?: NodeJS.Signals;
  /** Sent as soon as it prints `again`. */
  readonly signalAgain?: NodeJS.Signals;
  /** Names of all spans that must arrive, each once. */
  readonly spans: readonly string[];
}

const last = ['last'];
const rejections = ['throw', 'strict', 'warn', 'none', 'warn-with-error-code'];

export const WAYS_TO_END: readonly WayToEnd[] = [
  { way: 'runs out of work', spans: last },
  { way: 'exit code set', spans: last },
  { way: 'beforeExit revives once', spans: ['last', 'after beforeExit'] },
  { way: 'top-level await never settles', script: 'lifecycle/unsettled.mjs', spans: last },
  { way: 'exit(3) at once', spans: last },
  { way: 'exit() at once', spans: last },
  { way: 'exit in a timer', spans: ['first', 'last'] },
  { way: 'exit in a request handler', spans: last },
  { way: 'exit in an exit listener', spans: ['last', 'in exit'] },
  { way: 'exit listener throws', spans: ['last', 'in exit'] },
  { way: 'exit listener sets the code', spans: last },
  { way: 'reallyExit', spans: last },
  { way: 'emits exit itself', spans: last },
  { way: 'another tool wraps emit', spans: last },
  { way: 'uncaught exception', spans: last },
  { way: 'uncaught exception later', spans: ['first', 'last'] },
  { way: 'uncaught, listener goes on', spans: ['first', 'last'] },
  { way: 'uncaught, listener exits', spans: last },
  { way: 'uncaught, monitor only', spans: last },
  { way: 'uncaught in a domain', spans: last },
  ...rejections.map(mode => ({
    way: 'unhandled rejection',
    nodeArgs: [`--unhandled-rejections=${mode}`],
    spans: ['throw', 'strict'].includes(mode) ? ['first'] : ['first', 'last'],
  })),
  ...rejections.map(mode => ({
    way: 'unhandled rejection, listener',
    nodeArgs: [`--unhandled-rejections=${mode}`],
    // In strict mode a rejection is an uncaught exception, whoever listens for it.
    spans: mode === 'strict' ? [] : last,
  })),
  { way: 'emits a signal itself', spans: last },
  { way: 'kills itself, then exits', spans: last },
  { way: 'kills itself by number', spans: last },
  { way: 'probes itself', spans: last },
  { way: 'waits', signal: 'SIGTERM', spans: last },
  { way: 'waits', signal: 'SIGINT', spans: last },
  { way: 'waits', signal: 'SIGHUP', spans: last },
  { way: 'waits', signal: 'SIGUSR2', spans: [] },
  { way: 'waits without a span', signal: 'SIGTERM', spans: [] },
  { way: 'listens and exits', signal: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'listens and exits', signal: 'SIGINT', spans: ['first', 'last'] },
  { way: 'listens and exits', signal: 'SIGHUP', spans: ['first', 'last'] },
  { way: 'listens after its first span', signal: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'shuts down slowly', signal: 'SIGTERM', spans: ['first', 'while draining', 'last'] },
  { way: 'listens once, then hangs', signal: 'SIGTERM', signalAgain: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'listens, then no more', signal: 'SIGTERM', spans: last },
  { way: 'listens and passes the signal on', signal: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'ignores the signal', signal: 'SIGTERM', signalAgain: 'SIGINT', spans: last },
  { way: 'aborts', spans: [] },
];

/** How a way is run; the signals are sent when the program says that it is ready for them. */
export function programFor({ way, script, nodeArgs, signal, signalAgain }: WayToEnd): ProgramOptions {
  return {
    script: script ?? 'lifecycle/end.js',
    args: [way],
    ...(nodeArgs && { nodeArgs }),
    onLine(line, child) {
      if (line === 'ready' && signal !== undefined) child.kill(signal);
      if (line === 'again' && signalAgain !== undefined) child.kill(signalAgain);
    },
  };
}

/** `waits, SIGTERM` */
export function nameOf({ way, nodeArgs = [], signal }: WayToEnd): string {
  return [way, ...nodeArgs, signal].filter(Boolean).join(', ');
}
