/** Properties that every function has of its own. */
const COMMON: readonly PropertyKey[] = ['name', 'length', 'prototype'];

/**
 * Gives a function the looks of another: name, number of parameters, prototypes, and the properties that it lacks. Its
 * own further properties stay.
 */
export function looksLike<Replacement extends object>(
  original: object,
  replacement: Replacement,
): Replacement {
  const properties: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(original);
  for (const key of Reflect.ownKeys(replacement))
    if (!COMMON.includes(key)) Reflect.deleteProperty(properties, key);
  const prototype = properties.prototype?.value;
  for (const key of ['prototype', 'arguments', 'caller']) delete properties[key];
  // Properties such as `util.promisify.custom` and `default` may hold the function itself.
  for (const key of Reflect.ownKeys(properties) as string[])
    if (properties[key]!.value === original) properties[key]!.value = replacement;
  Object.defineProperties(replacement, properties);
  // A constructor cannot lose this property; `undefined` reads like a missing one.
  if (Object.hasOwn(replacement, 'prototype'))
    Reflect.defineProperty(replacement, 'prototype', { value: prototype });
  else if (prototype !== undefined)
    Object.defineProperty(replacement, 'prototype', { value: prototype, writable: true });
  const parent = Object.getPrototypeOf(original);
  if (Object.getPrototypeOf(replacement) !== parent) Object.setPrototypeOf(replacement, parent);
  return replacement;
}
