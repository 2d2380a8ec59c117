import { named } from './named';

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;

export interface EmitHooks {
  /**
   * Called when the event loop has run empty. True holds the event back; the loop must then be kept alive, and the
   * event comes again.
   */
  loopEmpty(): boolean;
  /** Called after the app's own `exit` listeners, with nothing left to come; perhaps more than once. */
  exiting(): void;
  /** Called before any listener for an event is added. */
  listenerAdded(event: string | symbol): void;
  listenerRemoved(event: string | symbol): void;
  /** Called for an uncaught exception, before the app hears of it. */
  uncaught(error: unknown): void;
}

/**
 * Sees the events of `process` without listeners: `listenerCount`, `listeners` and `eventNames` stay the app's own.
 * Node, its C++ code too, looks up `process.emit` for each event, so a method between `process` and
 * `EventEmitter.prototype` sees them all. A tool that ran first (Yarn's PnP, signal-exit) may have given `process` an
 * `emit` of its own, which calls the previous `emit`: this is wrapped as well. The returned function takes the hooks
 * away again.
 */
export function hookEmit(hooks: EmitHooks): () => void {
  const prototype = Object.getPrototypeOf(process);
  const { emit: plain } = Object.getPrototypeOf(prototype) as { emit: Emit };
  const watch = watcher(hooks);
  const emit = watch(plain);
  Object.defineProperty(prototype, 'emit', { value: emit, writable: true, configurable: true });
  const unwrap = wrapOwn(watch);
  return () => {
    unwrap();
    if (prototype.emit === emit) delete prototype.emit;
  };
}

/** Makes functions that see an event and pass it to another `emit`. */
function watcher(hooks: EmitHooks): (next: Emit) => Emit {
  let isInBeforeExit = false;

  /** Tells the hook once, though the event may pass through both wrappers. */
  function emitBeforeExit(next: Emit, self: unknown, args: unknown[]): boolean {
    if (isInBeforeExit) return next.call(self, 'beforeExit', ...args);
    if (hooks.loopEmpty()) return true;
    isInBeforeExit = true;
    try {
      return next.call(self, 'beforeExit', ...args);
    } finally {
      isInBeforeExit = false;
    }
  }

  function emitExit(next: Emit, self: unknown, args: unknown[]): boolean {
    try {
      return next.call(self, 'exit', ...args);
    } finally {
      // Only at a real exit: apps' tests emit `exit` themselves. `finally`, because a listener that throws does not
      // stop it.
      if ((process as { _exiting?: boolean })._exiting) hooks.exiting();
    }
  }

  function emitRemoved(next: Emit, self: unknown, args: unknown[]): boolean {
    const result = next.call(self, 'removeListener', ...args);
    hooks.listenerRemoved(args[0] as string | symbol);
    return result;
  }

  const watch = (next: Emit) =>
    function (this: unknown, event: string | symbol, ...args: unknown[]): boolean {
      if (event === 'beforeExit') return emitBeforeExit(next, this, args);
      if (event === 'exit') return emitExit(next, this, args);
      if (event === 'removeListener') return emitRemoved(next, this, args);
      if (event === 'newListener') hooks.listenerAdded(args[0] as string | symbol);
      else if (event === 'uncaughtExceptionMonitor') hooks.uncaught(args[0]);
      return next.call(this, event, ...args);
    };
  return next => named(watch(next), next);
}

/** Wraps the `emit` that the process object itself has, if any. Returns a function that undoes it. */
function wrapOwn(watch: (next: Emit) => Emit): () => void {
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  if (typeof own?.value !== 'function' || !own.configurable) return () => {};
  const wrapper = watch(own.value);
  Object.defineProperty(process, 'emit', { ...own, value: wrapper });
  return () => {
    if ((process.emit as unknown) === wrapper) Object.defineProperty(process, 'emit', own);
  };
}
