import { looksLike } from '../../upstream/wrapping/looks-like';

/**
 * Replaces a function of a module by a function with equal name, number of parameters, prototypes and own properties. Returns a
 * function that undoes it; a later replacement by others stays.
 */
export function patchFunction<Module extends object, Key extends keyof Module>(
  module: Module,
  key: Key,
  given: Module[Key],
): () => void {
  const original = module[key];
  const replacement = Object.hasOwn(original as object, 'prototype') ? given : withoutPrototype(given);
  // The replacement's own form for `promisify` stays.
  looksLike(original as object, replacement as object);
  const descriptor = Object.getOwnPropertyDescriptor(module, key);
  const shape = descriptor ?? { writable: true, enumerable: true, configurable: true };
  Object.defineProperty(module, key, { ...shape, value: replacement });
  return () => {
    if (module[key] !== replacement) return;
    if (descriptor === undefined) Reflect.deleteProperty(module, key);
    else Object.defineProperty(module, key, descriptor);
  };
}

/** Methods of classes have no `prototype`: in their place stands a method, too. */
function withoutPrototype<Replacement>(given: Replacement): Replacement {
  if (!Object.hasOwn(given as object, 'prototype')) return given;
  const { method } = {
    method(this: unknown, ...args: unknown[]) {
      return Reflect.apply(given as () => unknown, this, args);
    },
  };
  return method as Replacement;
}
