import { showAs } from '../modules/show-as';
import { patchFunction } from './patch-function';

/** Tells whether these are the exports of a bundle: getters that cannot be replaced. */
export function isClosed(exports: object, key: string): boolean {
  const { get, configurable } = Object.getOwnPropertyDescriptor(exports, key) ?? {};
  return get !== undefined && configurable === false;
}

/** Copies exports, so that their getters can be replaced. */
export function opened(exports: object): object {
  const properties = Object.getOwnPropertyDescriptors(exports) as PropertyDescriptorMap;
  for (const property of Object.values(properties)) property.configurable = true;
  return Object.create(Object.getPrototypeOf(exports), properties);
}

/** Replaces an exported function, which a getter may give; returns a function that undoes it. */
export function replaceExport<Key extends string, Value extends object>(
  module: Record<Key, Value>,
  key: Key,
  value: Value,
): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(module, key);
  if (descriptor?.get === undefined) return patchFunction(module, key, value);
  showAs(module[key] as never, value as never);
  Object.defineProperty(module, key, { ...descriptor, get: () => value });
  return () => {
    if (module[key] === value) Object.defineProperty(module, key, descriptor);
  };
}
