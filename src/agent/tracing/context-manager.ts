import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter';
import { LEAN_ROOT_CONTEXT } from './lean-context';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Node 25.9 and later have `withScope`. */
type Storage = AsyncLocalStorage<Context> & { withScope?(context: Context): ContextManagementToken };

/** Storage of the process. Lean pieces use it directly and skip the API's version checks. */
const storage: Storage = new AsyncLocalStorage<Context>();

/** Returns the active context. */
export function activeContext(): Context {
  return storage.getStore() ?? LEAN_ROOT_CONTEXT;
}

/**
 * Makes a context the active one until `leaveContext` is given what this returns. Wrappers of the app's functions use the
 * two themselves, so that each of them is one frame in the app's stacks and no more.
 */
export function enterContext(context: Context): Context | undefined {
  const before = storage.getStore();
  if (before !== context) storage.enterWith(context);
  return before;
}

/** Makes the context active again that was active before. */
export function leaveContext(before: Context | undefined): void {
  if (storage.getStore() !== before) storage.enterWith(before as Context);
}

/** Calls a function in a context, as `storage.run` does, without a second pair of argument lists. */
export function runInContext<This, Args extends unknown[], Result>(
  context: Context,
  run: (this: This, ...args: Args) => Result,
  thisArg: This,
  ...args: Args
): Result {
  const before = storage.getStore();
  if (before === context) return run.apply(thisArg, args);
  storage.enterWith(context);
  try {
    return run.apply(thisArg, args);
  } finally {
    storage.enterWith(before as Context);
  }
}

/** Keeps the active context in an AsyncLocalStorage. Its root context is cheap to derive others from. */
export class LeanContextManager implements ContextManager {
  active(): Context {
    return activeContext();
  }

  with<Args extends unknown[], Run extends (...args: Args) => ReturnType<Run>>(
    context: Context,
    run: Run,
    thisArg?: ThisParameterType<Run>,
    ...args: Args
  ): ReturnType<Run> {
    return runInContext(context, run as never, thisArg as never, ...(args as never)) as ReturnType<Run>;
  }

  /** Binds a function, or the future listeners of an emitter, to `context`. Returns anything else as it is. */
  bind<Target>(context: Context, target: Target): Target {
    if (typeof target === 'function') return boundTo(context, target as never) as Target;
    if (target instanceof EventEmitter) bindEmitter(target, listener => boundTo(context, listener));
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    storage.disable();
    return this;
  }

  attach(context: Context): ContextManagementToken {
    if (storage.withScope !== undefined) return storage.withScope(context);
    const previous = activeContext();
    storage.enterWith(context);
    let isDisposed = false;
    return {
      dispose: () => {
        if (!isDisposed) storage.enterWith(previous);
        isDisposed = true;
      },
    };
  }
}

function boundTo<Target extends AnyFunction>(context: Context, target: Target): Target {
  const bound: AnyFunction = function (...args) {
    return storage.run(context, Reflect.apply, target, this, args);
  };
  // Express and others tell functions apart by their number of parameters.
  Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
  return bound as Target;
}
