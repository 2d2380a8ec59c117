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

const LAST = ['last'];
const REJECTIONS = ['throw', 'strict', 'warn', 'none', 'warn-with-error-code'];

export const WAYS_TO_END: readonly WayToEnd[] = [
  { way: 'runs out of work', spans: LAST },
  { way: 'exit code set', spans: LAST },
  { way: 'beforeExit revives once', spans: ['last', 'after beforeExit'] },
  { way: 'top-level await never settles', script: 'lifecycle/unsettled.mjs', spans: LAST },
  { way: 'exit(3) at once', spans: LAST },
  { way: 'exit() at once', spans: LAST },
  { way: 'exit in a timer', spans: ['first', 'last'] },
  { way: 'exit in a request handler', spans: LAST },
  { way: 'exit in an exit listener', spans: ['last', 'in exit'] },
  { way: 'exit listener throws', spans: ['last', 'in exit'] },
  { way: 'exit listener sets the code', spans: LAST },
  { way: 'reallyExit', spans: LAST },
  { way: 'emits exit itself', spans: LAST },
  { way: 'another tool wraps emit', spans: LAST },
  { way: 'uncaught exception', spans: LAST },
  { way: 'uncaught exception later', spans: ['first', 'last'] },
  { way: 'uncaught, listener goes on', spans: ['first', 'last'] },
  { way: 'uncaught, listener exits', spans: LAST },
  { way: 'uncaught, monitor only', spans: LAST },
  { way: 'uncaught in a domain', spans: LAST },
  ...REJECTIONS.map(mode => ({
    way: 'unhandled rejection',
    nodeArgs: [`--unhandled-rejections=${mode}`],
    spans: ['throw', 'strict'].includes(mode) ? ['first'] : ['first', 'last'],
  })),
  ...REJECTIONS.map(mode => ({
    way: 'unhandled rejection, listener',
    nodeArgs: [`--unhandled-rejections=${mode}`],
    // A rejection is an uncaught exception in strict mode, even with a listener.
    spans: mode === 'strict' ? [] : LAST,
  })),
  { way: 'emits a signal itself', spans: LAST },
  { way: 'kills itself, then exits', spans: LAST },
  { way: 'kills itself by number', spans: LAST },
  { way: 'probes itself', spans: LAST },
  { way: 'becomes another program', nodeArgs: ['--no-warnings'], spans: LAST },
  { way: 'another program is missing', nodeArgs: ['--no-warnings'], spans: ['last', 'after'] },
  { way: 'waits', signal: 'SIGTERM', spans: LAST },
  { way: 'waits', signal: 'SIGINT', spans: LAST },
  { way: 'waits', signal: 'SIGHUP', spans: LAST },
  { way: 'waits', signal: 'SIGUSR2', spans: [] },
  { way: 'waits without a span', signal: 'SIGTERM', spans: [] },
  { way: 'listens and exits', signal: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'listens and exits', signal: 'SIGINT', spans: ['first', 'last'] },
  { way: 'listens and exits', signal: 'SIGHUP', spans: ['first', 'last'] },
  { way: 'listens after its first span', signal: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'shuts down slowly', signal: 'SIGTERM', spans: ['first', 'while draining', 'last'] },
  { way: 'listens once, then hangs', signal: 'SIGTERM', signalAgain: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'listens, then no more', signal: 'SIGTERM', spans: LAST },
  { way: 'listens and passes the signal on', signal: 'SIGTERM', spans: ['first', 'last'] },
  { way: 'ignores the signal', signal: 'SIGTERM', signalAgain: 'SIGINT', spans: LAST },
  { way: 'aborts', spans: [] },
];

/** Makes the program of a way; it gets the signals when it says that it is ready for them. */
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
