/** Gives a wrapper the name of its original: names show in stack traces, and a minified build has other names. */
export function named<T extends (...args: never[]) => unknown>(wrapper: T, original: { name: string }): T {
  return Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true });
}
