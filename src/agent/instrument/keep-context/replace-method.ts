import { looksLike } from '../../upstream/wrapping/looks-like';

export type Undo = () => void;
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Replaces a class's own method, if it exists, by another that looks like it. Returns functions that undo it; a later
 * replacement by others stays.
 */
export function replaceMethod(
  prototype: object,
  name: PropertyKey,
  replace: (original: AnyFunction) => AnyFunction,
): Undo[] {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (typeof descriptor?.value !== 'function') return [];
  const value = looksLike(descriptor.value, replace(descriptor.value));
  Object.defineProperty(prototype, name, { ...descriptor, value });
  return [
    () => {
      if ((prototype as Record<PropertyKey, unknown>)[name] === value)
        Object.defineProperty(prototype, name, descriptor);
    },
  ];
}
