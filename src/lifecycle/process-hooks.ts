/** Internals of `process` that Node looks up anew at each use, and that other tools replace too (signal-exit, tests). */
interface ProcessInternals {
  emit(event: string | symbol, ...args: unknown[]): boolean;
  reallyExit(code?: number): never;
  _kill(pid: number, signal: number): unknown;
  readonly _exiting?: boolean;
}

export interface ProcessHooks {
  /** The event loop has run empty. True holds the event back; the loop must then be kept alive, and it comes again. */
  loopEmpty(): boolean;
  /** After the app's own `exit` listeners, with nothing left to come; perhaps more than once. */
  exiting(): void;
  /** Before the app's first or another listener for an event is added, and after one was removed. */
  listenerAdded(event: string | symbol): void;
  listenerRemoved(event: string | symbol): void;
  /** Before the process sends a signal to itself. */
  ownSignal(signal: number): void;
}

/**
 * Sees the end of the process without a single listener: `process.listenerCount`, `listeners` and `eventNames` stay the
 * app's own. Every event of `process` is looked up as `process.emit`, by Node's C++ code too, so a method between
 * `process` and `EventEmitter.prototype` sees them all. The returned function takes the hooks away again.
 */
export function hookProcess(hooks: ProcessHooks): () => void {
  const internals = process as unknown as ProcessInternals;
  const prototype = Object.getPrototypeOf(process);
  const events = Object.getPrototypeOf(prototype) as ProcessInternals;

  function emit(this: unknown, event: string | symbol, ...args: unknown[]): boolean {
    switch (event) {
      case 'beforeExit':
        return hooks.loopEmpty() || events.emit.call(this, event, ...args);
      case 'exit':
        return emitExit(this, args);
      case 'newListener':
        hooks.listenerAdded(args[0] as string | symbol);
        return events.emit.call(this, event, ...args);
      case 'removeListener': {
        const result = events.emit.call(this, event, ...args);
        hooks.listenerRemoved(args[0] as string | symbol);
        return result;
      }
      default:
        return events.emit.call(this, event, ...args);
    }
  }

  function emitExit(self: unknown, args: unknown[]): boolean {
    try {
      return events.emit.call(self, 'exit', ...args);
    } finally {
      // Apps' tests emit `exit` themselves; and a listener that throws ends the process all the same.
      if (internals._exiting) hooks.exiting();
    }
  }

  // `process.exit()` within an `exit` listener comes here at once, and the rest of `emit` is never run.
  const { reallyExit, _kill } = internals;
  const reallyExitLast = function (this: unknown, code?: number): never {
    hooks.exiting();
    return reallyExit.call(this, code) as never;
  };
  const killFirst = function (this: unknown, pid: number, signal: number): unknown {
    if (isSelf(pid)) hooks.ownSignal(signal);
    return _kill.call(this, pid, signal);
  };

  Object.defineProperty(prototype, 'emit', {
    value: named(emit, events.emit),
    writable: true,
    configurable: true,
  });
  internals.reallyExit = named(reallyExitLast, reallyExit);
  internals._kill = named(killFirst, _kill);
  return () => {
    if (prototype.emit === emit) delete prototype.emit;
    if (internals.reallyExit === reallyExitLast) internals.reallyExit = reallyExit;
    if (internals._kill === killFirst) internals._kill = _kill;
  };
}

/** 0 is the own process group, a negative number another one that may hold this process as well. */
function isSelf(pid: number): boolean {
  return Number(pid) === process.pid || Number(pid) === 0 || Number(pid) === -process.pid;
}

/** A minified build has names of its own, and names show in stack traces. */
function named<T extends (...args: never[]) => unknown>(wrapper: T, original: { name: string }): T {
  return Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true });
}
