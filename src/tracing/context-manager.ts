import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter';
import { LEAN_ROOT_CONTEXT } from './lean-context';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** `withScope` is there from Node 25.9 on. */
type Storage = AsyncLocalStorage<Context> & { withScope?(context: Context): ContextManagementToken };

/** Keeps the active context in an AsyncLocalStorage; contexts begin at one that is cheap to derive others from. */
export class LeanContextManager implements ContextManager {
  readonly #storage: Storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? LEAN_ROOT_CONTEXT;
  }

  with<Args extends unknown[], Run extends (...args: Args) => ReturnType<Run>>(
    context: Context,
    run: Run,
    thisArg?: ThisParameterType<Run>,
    ...args: Args
  ): ReturnType<Run> {
    if (thisArg == null) return this.#storage.run(context, run, ...args);
    return this.#storage.run(context, Reflect.apply, run, thisArg, args) as ReturnType<Run>;
  }

  /** A function, or an emitter's listeners from now on, run in `context`; anything else comes back as it is. */
  bind<Target>(context: Context, target: Target): Target {
    if (typeof target === 'function') return this.#bound(context, target as never) as Target;
    if (target instanceof EventEmitter) bindEmitter(target, listener => this.#bound(context, listener));
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }

  attach(context: Context): ContextManagementToken {
    if (this.#storage.withScope !== undefined) return this.#storage.withScope(context);
    const previous = this.active();
    this.#storage.enterWith(context);
    let isDisposed = false;
    return {
      dispose: () => {
        if (!isDisposed) this.#storage.enterWith(previous);
        isDisposed = true;
      },
    };
  }

  #bound<Target extends AnyFunction>(context: Context, target: Target): Target {
    const storage = this.#storage;
    const bound: AnyFunction = function (...args) {
      return storage.run(context, Reflect.apply, target, this, args);
    };
    // Express and others tell functions apart by how many parameters they have.
    Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
    return bound as Target;
  }
}
