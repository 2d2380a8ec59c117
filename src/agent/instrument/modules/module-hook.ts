import Module from 'node:module';
import path from 'node:path';
import { types } from 'node:util';
import { builtinName } from '../catalogue/builtins';
import { type CommonJsModule, onceLoaded } from './once-loaded';
import type { PackageFile } from './package-file';
import { locate } from './package-file';
import { showAs } from './show-as';
import { createSpecifierFilter } from './specifier-filter';
import type { WatchList } from './watch-list';

/** Watched module that has just been loaded. */
export interface LoadedModule {
  /** `http`, `pg`, or `pg/lib/client.js` with the platform's separator. */
  readonly name: string;
  /** The package's folder; undefined for a built-in. For a module of a bundle, a name in its place. */
  readonly baseDir: string | undefined;
  /** Given for a module of a bundle, which has no folder with a package.json. */
  readonly version?: string | undefined;
  /** File outside the package that asked for it first; undefined if there is none. */
  readonly requestedBy: string | undefined;
}

/** Gets a watched module that could not be patched. */
export type OnError = (module: LoadedModule, error: unknown) => void;

/** Gets the exports of a watched module and returns those that its users shall see. A throw leaves them as they are. */
export type OnLoad = (module: LoadedModule, exports: unknown) => unknown;

/**
 * Watches every load of a CommonJS module or built-in through `Module._load`: `require`, and also the `import` of a
 * CommonJS package, which Node's ES module loader hands to the same function (Node 20 to 26). An unwatched module costs
 * one look-up: 1,600 modules take 1% more CPU, where `module.registerHooks` takes 13%. All parameters of any Node are
 * named, since a rest parameter takes 2.7%.
 */
export function hookModules(watch: WatchList, onLoad: OnLoad, onError: OnError) {
  const mayBeWatched = createSpecifierFilter(watch);
  const builtins = new Map<string, unknown>();
  /** By module, not by file: a file taken out of `require.cache` is loaded anew, as another module. */
  const settledModules = new WeakSet<object>();
  const settledFiles = new Set<string>();
  const isSettled = (module: CommonJsModule | undefined) =>
    module !== undefined && settledModules.has(module);
  const requesters = new Map<string, string | undefined>();
  const original = loader._load;
  let isIdle = false;

  const hooked = function (
    this: unknown,
    request: string,
    parent?: ParentModule,
    isMainScript?: unknown,
    options?: unknown,
  ): unknown {
    if (isIdle || !mayBeWatched(request)) return original.call(this, request, parent, isMainScript, options);
    const builtin = builtinName(request);
    if (watch.builtins.has(builtin)) {
      if (builtins.has(builtin)) return builtins.get(builtin);
      const exports = original.call(this, request, parent, isMainScript, options);
      // The ES module hook sees this load too, and has settled it from within.
      if (builtins.has(builtin)) return builtins.get(builtin);
      builtins.set(builtin, exports);
      builtins.set(builtin, patch(builtin, undefined, parent?.filename, exports));
      return builtins.get(builtin);
    }
    const file = resolveWatched(request, parent, isMainScript);
    // Inner files load before their package's main file ends, so the requester is noted before it begins.
    if (file !== undefined && !requesters.has(file.baseDir)) requesters.set(file.baseDir, parent?.filename);
    if (file === undefined || isSettled(loader._cache[file.filename]))
      return original.call(this, request, parent, isMainScript, options);
    const load = () => original.call(this, request, parent, isMainScript, options);
    const exports = onceLoaded(file.filename, load, module => settle(file, module));
    const module = loader._cache[file.filename];
    // Half-loaded within a cycle: the outermost load settles it.
    if (module === undefined || module.loaded === false) return exports;
    settle(file, module); // It was loaded before the agent.
    return isSettled(module) ? module.exports : exports;
  };

  function settle(file: PackageFile, module: CommonJsModule): void {
    // A real ES module behind `require`: only the ES module hook can replace its bindings.
    if (isSettled(module) || types.isModuleNamespaceObject(module.exports)) return;
    // Leaves entries alone that the app, or a library for mocks, has put into the cache: these are no modules.
    if (!(module instanceof Module)) return;
    settledModules.add(module);
    settledFiles.add(file.filename);
    const name = isMain(file) ? file.packageName : path.join(file.packageName, file.innerPath);
    const patched = quietly(module.exports, () =>
      patch(name, file.baseDir, requesters.get(file.baseDir), module.exports),
    );
    if (patched !== module.exports) module.exports = patched;
  }

  function resolveWatched(request: string, parent: ParentModule | undefined, isMainScript: unknown) {
    try {
      const filename = loader._resolveFilename(request, parent, isMainScript);
      const file = locate(filename);
      if (file === undefined) return undefined;
      const innerFiles = watch.packages.get(file.packageName);
      return innerFiles !== undefined && (innerFiles.has(file.innerPath) || isMain(file)) ? file : undefined;
    } catch {
      return undefined; // The original load fails in the same way, and the app sees that error.
    }
  }

  function patch(
    name: string,
    baseDir: string | undefined,
    requestedBy: string | undefined,
    exports: unknown,
  ) {
    const module: LoadedModule = { name, baseDir, requestedBy };
    try {
      return onLoad(module, exports);
    } catch (error) {
      onError(module, error);
      return exports;
    }
  }

  loader._load = showAs(original, hooked);
  return {
    /** Exports of the CommonJS main file of this file's package; undefined until they have been patched. */
    patchedMain(file: PackageFile): unknown {
      const main = mainOf(file) ?? '';
      return settledFiles.has(main) ? loader._cache[main]?.exports : undefined;
    },
    /** Removes the hook, or makes it idle if another hook lies over it. */
    unhook: () => {
      if (loader._load === hooked) loader._load = original;
      else isIdle = true;
    },
  };
}

/**
 * Silences Node's warnings about missing exports while a module is patched. Node makes the exports of a module in a cycle
 * warn about each property that they lack, until after modules are patched; a patch may ask for missing ones.
 */
function quietly<Result>(exports: unknown, run: () => Result): Result {
  if (typeof exports !== 'object' || exports === null || types.isProxy(exports)) return run();
  const prototype = Object.getPrototypeOf(exports);
  if (!types.isProxy(prototype) || !Object.isExtensible(exports)) return run();
  Object.setPrototypeOf(exports, Object.prototype);
  try {
    return run();
  } finally {
    Object.setPrototypeOf(exports, prototype);
  }
}

const mains = new Map<string, string | undefined>();

/** Tells whether `require('<package>')` gives this file, also if an ES module wrapper imports it by its path. */
export function isMain(file: PackageFile): boolean {
  return mainOf(file) === file.filename;
}

function mainOf(file: PackageFile): string | undefined {
  if (!mains.has(file.baseDir)) mains.set(file.baseDir, resolveMain(file));
  return mains.get(file.baseDir);
}

/** Undefined for ES modules only, or no main at all. */
function resolveMain({ baseDir, packageName }: PackageFile): string | undefined {
  // From within a package that has a copy of itself among its dependencies, its name leads to that copy.
  const folders = [baseDir, baseDir.slice(0, -packageName.length)];
  for (const folder of folders) {
    const main = resolveFrom(folder, packageName);
    if (main !== undefined && locate(main)?.baseDir === baseDir) return main;
  }
  return undefined;
}

function resolveFrom(folder: string, packageName: string): string | undefined {
  try {
    return Module.createRequire(path.join(folder, 'package.json')).resolve(packageName);
  } catch {
    return undefined;
  }
}

interface ParentModule {
  readonly filename?: string;
}

/** Part of Node's CommonJS loader that has been open to change since Node 0.x, but has no types. */
const loader = Module as unknown as {
  _load(
    this: unknown,
    request: string,
    parent?: ParentModule,
    isMainScript?: unknown,
    options?: unknown,
  ): unknown;
  _resolveFilename(request: string, parent: ParentModule | undefined, isMain: unknown): string;
  _cache: Record<string, CommonJsModule | undefined>;
};
