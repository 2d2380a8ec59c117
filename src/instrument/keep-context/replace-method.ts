type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Replaces a class's own method, where there is one, by another that looks like it. */
export function replaceMethod(
  prototype: object,
  name: PropertyKey,
  replace: (original: AnyFunction) => AnyFunction,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (typeof descriptor?.value !== 'function') return;
  const value = replace(descriptor.value);
  for (const key of ['name', 'length']) {
    Object.defineProperty(value, key, { value: descriptor.value[key], configurable: true });
  }
  Object.defineProperty(prototype, name, { ...descriptor, value });
}
