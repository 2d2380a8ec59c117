import { constants } from 'node:os';
import { pendingSignal } from './pending-signal';

type SignalName = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** Signals that end a process by default and are sent on purpose. */
const WATCHED: readonly SignalName[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

export interface HiddenSignals {
  /** Catches the watched signals for which the app has no listener. */
  arm(): void;
  /** Gives all of them back to the system: they end the process at once again. */
  disarm(): void;
  /** Gives a signal back: the app is about to listen for it itself. */
  yield(signal: string | symbol): void;
  /** True if it catches any signal at this moment. */
  isArmed(): boolean;
  /** Returns the number of a signal that was caught while the loop stood still, which will not turn again. */
  takePending(): number | undefined;
}

/**
 * Catches signals without a listener on `process`. It calls two listeners of Node's own, for `newListener` and
 * `removeListener`, which start and stop watching a signal (lib/internal/process/signal.js, alike in Node 20 to 26);
 * while Node binds `process.emit` as the signal's destination, it finds `caught` in its place. Does nothing in workers,
 * which have no signals, and on Windows, where a caught signal could not be raised again.
 */
export function createHiddenSignals(caught: (number: number) => void): HiddenSignals {
  const armed = new Set<SignalName>();
  const start = nodesOwn('newListener', 'startListeningIfSignal');
  const stop = nodesOwn('removeListener', 'stopListeningIfSignal');
  const canWatch = start !== undefined && stop !== undefined && process.platform !== 'win32';

  function arm(): void {
    if (!canWatch) return;
    for (const signal of WATCHED) {
      if (armed.has(signal) || process.listenerCount(signal) > 0) continue;
      inPlaceOfEmit(
        (_event, _signal, number) => caught(number),
        () => start(signal),
      );
      armed.add(signal);
    }
  }

  function release(signal: SignalName): void {
    // Forget it before Node looks at it: a signal that is no longer ours must not be stopped.
    if (armed.delete(signal)) stop?.(signal);
  }

  return {
    arm,
    disarm() {
      for (const signal of armed) release(signal);
    },
    yield(signal) {
      release(signal as SignalName);
    },
    isArmed: () => armed.size > 0,
    takePending() {
      if (armed.size === 0) return undefined;
      return pendingSignal(new Set(Array.from(armed, signal => constants.signals[signal])));
    },
  };
}

function nodesOwn(event: string, name: string): ((signal: string) => void) | undefined {
  const listeners = process.listeners(event as 'newListener') as unknown as ((signal: string) => void)[];
  return listeners.find(listener => listener.name === name);
}

/**
 * Replaces `emit` while `run` runs: a property of the process object itself hides every other `emit`. The previous
 * property comes back.
 */
function inPlaceOfEmit(emit: (event: string, signal: string, number: number) => void, run: () => void): void {
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  Object.defineProperty(process, 'emit', { value: emit, configurable: true, writable: true });
  try {
    run();
  } finally {
    if (own === undefined) delete (process as { emit?: unknown }).emit;
    else Object.defineProperty(process, 'emit', own);
  }
}
