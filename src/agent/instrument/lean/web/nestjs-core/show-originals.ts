import { patchFunction } from '../../patch-function';
import type { Method, RouterContext } from './types';

/** The app's methods, by the traced methods that stand for them. */
export const originals = new WeakMap<object, Method>();

const patched = new WeakSet<object>();

/** Shows guards, interceptors and decorators of parameters the app's own method: they compare it, and read its metadata. */
export function showOriginals({ guardsConsumer, interceptorsConsumer, contextUtils }: RouterContext): void {
  show(guardsConsumer, 'tryActivate', 3);
  show(interceptorsConsumer, 'intercept', 3);
  show(contextUtils, 'getContextFactory', 2);
}

/** Puts the original in the place of a traced method, which is an argument of a method of this object's class. */
function show(object: object | undefined, name: string, at: number): void {
  const prototype = Object.getPrototypeOf(Object(object)) as Record<string, Method>;
  const original = prototype[name];
  if (typeof original !== 'function' || patched.has(original)) return;
  const { showing } = {
    showing(this: unknown, ...args: unknown[]) {
      args[at] = originals.get(Object(args[at])) ?? args[at];
      return original.apply(this, args);
    },
  };
  patched.add(showing);
  patchFunction(prototype, name, showing);
}
