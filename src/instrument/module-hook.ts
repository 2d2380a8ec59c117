import Module from 'node:module';
import path from 'node:path';
import { types } from 'node:util';
import { type CommonJsModule, onceLoaded } from './once-loaded';
import type { PackageFile } from './package-file';
import { locate } from './package-file';
import { suspicion } from './suspects';

/** What to watch for: built-ins by name, packages by name with those of their inner files that matter (`lib/client.js`). */
export interface WatchList {
  readonly builtins: ReadonlySet<string>;
  readonly packages: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A watched module that has just been loaded for the first time. */
export interface LoadedModule {
  /** `http`, `pg`, or `pg/lib/client.js` with the platform's separator. */
  readonly name: string;
  /** The package's folder; undefined for a built-in. */
  readonly baseDir: string | undefined;
  /** The file outside the package that asked for the package first; undefined where none did. */
  readonly requestedBy: string | undefined;
}

/** Gets the exports of a watched module and returns what its users shall see. May throw: then the exports stay as they are. */
export type OnLoad = (module: LoadedModule, exports: unknown) => unknown;

/**
 * Watches every load of a CommonJS module or built-in through `Module._load`: `require`, and also the
 * `import` of a CommonJS package, which Node's ES module loader hands to the same function (Node 20 to 26).
 * One look-up for a module that is not watched: 1,600 modules take 1% more CPU, where `module.registerHooks` costs 13%.
 * The parameters are named, all that any Node gives: with a rest parameter it is 2.7%.
 */
export function hookModules(
  watch: WatchList,
  onLoad: OnLoad,
  onError: (name: string, error: unknown) => void,
) {
  const isSuspect = suspicion(watch);
  const settled = new Map<string, unknown>();
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
    if (isIdle || !isSuspect(request)) return original.call(this, request, parent, isMainScript, options);
    const builtin = builtinName(request);
    if (watch.builtins.has(builtin)) {
      if (settled.has(builtin)) return settled.get(builtin);
      const exports = original.call(this, request, parent, isMainScript, options);
      // The ES module hook sees this load too, and has come by here within it.
      if (settled.has(builtin)) return settled.get(builtin);
      settled.set(builtin, exports);
      settled.set(builtin, patch(builtin, undefined, parent?.filename, exports));
      return settled.get(builtin);
    }
    const file = resolveWatched(request, parent, isMainScript);
    // Inner files are loaded before the load of their package's main file ends, so who asked is noted before it begins.
    if (file !== undefined && !requesters.has(file.baseDir)) requesters.set(file.baseDir, parent?.filename);
    const load = () => original.call(this, request, parent, isMainScript, options);
    if (file === undefined || settled.has(file.filename)) return load();
    const exports = onceLoaded(file.filename, load, module => settle(file, module));
    const module = loader._cache[file.filename];
    // Half-loaded: we are inside a cycle, and the outermost load will come by here again.
    if (module === undefined || module.loaded === false) return exports;
    settle(file, module); // Where it had been loaded before we came.
    return settled.get(file.filename) === true ? module.exports : exports;
  };

  function settle(file: PackageFile, module: CommonJsModule): void {
    // A real ES module behind `require`: its bindings cannot be replaced from here, the ES module hook does it.
    if (settled.has(file.filename) || types.isModuleNamespaceObject(module.exports)) return;
    settled.set(file.filename, true);
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
    try {
      return onLoad({ name, baseDir, requestedBy }, exports);
    } catch (error) {
      onError(name, error);
      return exports;
    }
  }

  loader._load = hooked;
  return {
    /** True once the CommonJS main file of this file's package has been loaded and patched. */
    hasPatchedMain: (file: PackageFile) => settled.has(mainOf(file) ?? ''),
    /** Takes the hook away, or makes it idle where another hook has been laid over it. */
    unhook: () => {
      if (loader._load === hooked) loader._load = original;
      else isIdle = true;
    },
  };
}

/**
 * Where a module is part of a cycle, Node lets its exports warn of properties that they lack, and ends that only after
 * the moment at which modules are patched. A patch may ask for what is not there without a word on the app's stderr.
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

/** Is this the file that `require('<package>')` gives? Also where an ES module wrapper imports it by its path. */
export function isMain(file: PackageFile): boolean {
  return mainOf(file) === file.filename;
}

function mainOf(file: PackageFile): string | undefined {
  if (!mains.has(file.baseDir)) mains.set(file.baseDir, resolveMain(file));
  return mains.get(file.baseDir);
}

function resolveMain(file: PackageFile): string | undefined {
  try {
    return Module.createRequire(path.join(file.baseDir, 'package.json')).resolve(file.packageName);
  } catch {
    return undefined; // ES modules only, or no main at all.
  }
}

function builtinName(request: string): string {
  return request.startsWith('node:') ? request.slice(5) : request;
}

interface ParentModule {
  readonly filename?: string;
}

/** The part of Node's CommonJS loader that is open to change and has been since Node 0.x, but carries no types. */
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
