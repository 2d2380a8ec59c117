type SignalName = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** Signals that end a process by default and that people send on purpose. */
const WATCHED: readonly SignalName[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

export interface HiddenSignals {
  /** Catches the watched signals for which the app has no listener. */
  arm(): void;
  /** Gives all of them back to the system: they end the process again at once. */
  disarm(): void;
  /** The app is about to listen for this signal itself. */
  yield(signal: string | symbol): void;
}

/**
 * Catches signals without a listener on `process`. Node starts and stops watching a signal in two listeners of its own
 * for `newListener` and `removeListener` (lib/internal/process/signal.js, the same in Node 20 to 26); they are called
 * directly here, and while Node binds `process.emit` as the signal's destination it finds `caught` in its place. Does
 * nothing in workers, which have no signals, and on Windows, where a caught signal could not be raised again.
 */
export function createHiddenSignals(caught: (signal: string, number: number) => void): HiddenSignals {
  const armed = new Set<SignalName>();
  const start = nodesOwn('newListener', 'startListeningIfSignal');
  const stop = nodesOwn('removeListener', 'stopListeningIfSignal');
  const canWatch = start !== undefined && stop !== undefined && process.platform !== 'win32';

  function arm(): void {
    if (!canWatch) return;
    for (const signal of WATCHED) {
      if (armed.has(signal) || process.listenerCount(signal) > 0) continue;
      inPlaceOfEmit(
        (_event, _signal, number) => caught(signal, number),
        () => start(signal),
      );
      armed.add(signal);
    }
  }

  function release(signal: SignalName): void {
    // Before Node looks at it: what is no longer ours must not be stopped.
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
  };
}

function nodesOwn(event: string, name: string): ((signal: string) => void) | undefined {
  const listeners = process.listeners(event as 'newListener') as unknown as ((signal: string) => void)[];
  return listeners.find(listener => listener.name === name);
}

/** A property of the process object itself hides every other `emit`; whatever was there comes back. */
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
