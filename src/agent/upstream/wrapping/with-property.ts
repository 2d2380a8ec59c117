/** Copies an object with a property set: the app's object may be frozen, a module's namespace, or used again. */
export function withProperty<Original extends object>(
  original: Original,
  name: PropertyKey,
  value: unknown,
): Original {
  const properties = Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap;
  const property = { value, enumerable: true, configurable: true, writable: true };
  return Object.create(Object.getPrototypeOf(original), { ...properties, [name]: property });
}
