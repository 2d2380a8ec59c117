import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter';
import { LEAN_ROOT_CONTEXT } from './lean-context';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** `withScope` is there from Node 25.9 on. */
type Storage = AsyncLocalStorage<Context> & { withScope?(context: Context): ContextManagementToken };

/** One for the process, as the API's global manager is: lean pieces come here without its checks of versions. */
const storage: Storage = new AsyncLocalStorage<Context>();

/** The context of what runs now. */
export function activeContext(): Context {
  return storage.getStore() ?? LEAN_ROOT_CONTEXT;
}

/** Calls a function in a context: what `storage.run` does, without its second pair of argument lists. */
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

/** Keeps the active context in an AsyncLocalStorage; contexts begin at one that is cheap to derive others from. */
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

  /** A function, or an emitter's listeners from now on, run in `context`; anything else comes back as it is. */
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
  // Express and others tell functions apart by how many parameters they have.
  Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
  return bound as Target;
}
