import { type Context, context } from '@opentelemetry/api';
import { replaceMethod, type Undo } from './replace-method';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Prototype = Record<PropertyKey, AnyFunction | undefined>;

/** Context of each request to a pool, by its handler object. */
const contexts = new WeakMap<object, Context>();

/** Notes the context of a request to a pool, which passes it on when a client has room, in another request's context. */
export function keepUndiciPool({ PoolBase }: { PoolBase: { prototype: Prototype } }): Undo[] {
  const kDispatch = Object.getOwnPropertySymbols(PoolBase.prototype).find(
    ({ description }) => description === 'dispatch',
  );
  if (kDispatch === undefined) return [];
  return replaceMethod(PoolBase.prototype, kDispatch, original => {
    return function (this: unknown, options, handler) {
      contexts.set(handler as object, context.active());
      return original.call(this, options, handler);
    };
  });
}

/** Makes the client send the request in the context of the pool's caller, where the diagnostics channels publish it. */
export function keepUndiciDispatcher(DispatcherBase: { prototype: Prototype }): Undo[] {
  return replaceMethod(DispatcherBase.prototype, 'dispatch', original => {
    return function (this: unknown, options, handler) {
      const kept = contexts.get(handler as object);
      if (kept === undefined || kept === context.active()) return original.call(this, options, handler);
      return context.with(kept, () => original.call(this, options, handler));
    };
  });
}
