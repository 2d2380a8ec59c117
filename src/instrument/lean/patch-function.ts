/**
 * Replaces a function of a module by one that looks the same from outside: name, number of parameters and own
 * properties. Returns what undoes it; where somebody else has replaced it since, that stays.
 */
export function patchFunction<Module extends object, Key extends keyof Module & string>(
  module: Module,
  key: Key,
  replacement: Module[Key],
): () => void {
  const original = module[key];
  const properties = Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap;
  for (const name of ['prototype', 'arguments', 'caller']) delete properties[name];
  Object.defineProperties(replacement, properties);
  const descriptor = Object.getOwnPropertyDescriptor(module, key);
  const shape = descriptor ?? { writable: true, enumerable: true, configurable: true };
  Object.defineProperty(module, key, { ...shape, value: replacement });
  return () => {
    if (module[key] !== replacement) return;
    if (descriptor === undefined) Reflect.deleteProperty(module, key);
    else Object.defineProperty(module, key, descriptor);
  };
}
