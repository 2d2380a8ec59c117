import { type Context, context } from '@opentelemetry/api';
import { replaceMethod } from './replace-method';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Prototype = Record<PropertyKey, AnyFunction | undefined>;

/** By handler, which is one object for each request: the context in which a pool was asked. */
const contexts = new WeakMap<object, Context>();

/** A pool passes a request on when a client has room, in the context of the response that made it. */
export function keepUndiciPool({ PoolBase }: { PoolBase: { prototype: Prototype } }): void {
  const kDispatch = Object.getOwnPropertySymbols(PoolBase.prototype).find(
    ({ description }) => description === 'dispatch',
  );
  if (kDispatch === undefined) return;
  replaceMethod(PoolBase.prototype, kDispatch, original => {
    return function (this: unknown, options, handler) {
      contexts.set(handler as object, context.active());
      return original.call(this, options, handler);
    };
  });
}

/** The client makes the request in the context of its pool's caller; there the diagnostics channels tell of it. */
export function keepUndiciDispatcher(DispatcherBase: { prototype: Prototype }): void {
  replaceMethod(DispatcherBase.prototype, 'dispatch', original => {
    return function (this: unknown, options, handler) {
      const kept = contexts.get(handler as object);
      if (kept === undefined || kept === context.active()) return original.call(this, options, handler);
      return context.with(kept, () => original.call(this, options, handler));
    };
  });
}
