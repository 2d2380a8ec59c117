import { BUNDLED_MODULES, type BundledModule } from '../../../../shared/bundled-module';

/**
 * Calls back with each module of a bundle that has been marked by the build plugin: those that have run already, and each
 * further one as soon as it has. The list stays, for an agent that comes later. Returns a function that ends it.
 */
export function watchBundles(receive: (module: BundledModule) => void): () => void {
  const global = globalThis as Record<symbol, BundledModule[] | undefined>;
  const key = Symbol.for(BUNDLED_MODULES);
  const list = global[key] ?? [];
  global[key] = list;
  for (const module of list) receive(module);
  list.push = module => {
    receive(module);
    return Array.prototype.push.call(list, module);
  };
  return () => Reflect.deleteProperty(list, 'push');
}
