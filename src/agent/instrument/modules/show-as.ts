// biome-ignore lint/suspicious/noExplicitAny: any function of Node's loader.
type AnyFunction = (...args: any[]) => unknown;

/** Gives a function the name and length of the function that it replaces: stacks of the app show the name. */
export function showAs<Replacement extends AnyFunction>(
  original: AnyFunction,
  replacement: Replacement,
): Replacement {
  const { name, length } = original;
  return Object.defineProperties(replacement, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  });
}
