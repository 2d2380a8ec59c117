import Module, { syncBuiltinESMExports } from 'node:module';
import type { LazyInstrumentations } from '../instrument/lazy-instrumentations';
import { locate } from '../instrument/modules/package-file';

/** Modules that were loaded before the agent, and are traced from now on. */
export interface Reached {
  /** Built-ins and packages: `http`, `express`. */
  readonly reached: readonly string[];
  /** Names of functions that were replaced in the `exports` of CommonJS packages: named imports of ES modules hold the old. */
  readonly replaced: Readonly<Record<string, readonly string[]>>;
}

/**
 * Hands the modules that are loaded already to their instrumentations, by loading each again: the module hook sees that, and
 * Node gives the module that it has. Functions of built-ins are renewed for ES modules, too.
 */
export function reachLoaded(lazy: LazyInstrumentations): Reached {
  const reached = new Set<string>();
  const exported = new Map<LoadedFile, Earlier>();
  for (const name of loadedBuiltins()) {
    if (!lazy.isWatched(name)) continue;
    loader._load(name);
    reached.add(name);
  }
  const parents = parentsOf(Object.values(loader._cache));
  for (const [filename, module] of Object.entries(loader._cache)) {
    const file = module?.loaded === true ? locate(filename) : undefined;
    if (file === undefined || !lazy.isWatched(file.packageName)) continue;
    exported.set(module!, { packageName: file.packageName, ...functionsOf(module!.exports) });
    // Without `children`, so that the app's module graph stays as it is.
    loader._load(filename, { filename: parents.get(module!) });
    reached.add(file.packageName);
  }
  lazy.reachEarlier();
  syncBuiltinESMExports();
  return { reached: [...reached], replaced: replacedIn(exported) };
}

/**
 * File that loaded each module first, which tells whose part it is: Express brings its router. Node may warn the app of a look
 * at `module.parent`.
 */
function parentsOf(modules: readonly (LoadedFile | undefined)[]): ReadonlyMap<LoadedFile, string> {
  const parents = new Map<LoadedFile, string>();
  for (const { filename, children = [] } of modules.filter(module => module !== undefined))
    for (const child of children) if (filename && !parents.has(child)) parents.set(child, filename);
  return parents;
}

/** Exports of a module before its instrumentation saw them. */
interface Earlier {
  readonly packageName: string;
  readonly exports: unknown;
  readonly functions: ReadonlyMap<string, unknown>;
}

/** Functions among the exports, without running a getter. */
function functionsOf(exports: unknown): Pick<Earlier, 'exports' | 'functions'> {
  const isHolder = (typeof exports === 'object' && exports !== null) || typeof exports === 'function';
  const properties = isHolder ? Object.entries(Object.getOwnPropertyDescriptors(exports)) : [];
  return {
    exports,
    functions: new Map(
      properties
        .map(([name, { value, get }]) => [name, value ?? get] as const)
        .filter(([, value]) => typeof value === 'function'),
    ),
  };
}

function replacedIn(exported: ReadonlyMap<LoadedFile, Earlier>): Record<string, string[]> {
  const replaced: Record<string, string[]> = {};
  for (const [module, { packageName, exports, functions }] of exported) {
    const now = functionsOf(module.exports);
    const names = [...functions].filter(([name, before]) => now.functions.get(name) !== before);
    const all = [...names.map(([name]) => name), ...(now.exports === exports ? [] : ['default'])];
    if (all.length > 0) replaced[packageName] = [...new Set([...(replaced[packageName] ?? []), ...all])];
  }
  return replaced;
}

/** Built-ins that the process has loaded, by Node's own list. */
function loadedBuiltins(): string[] {
  const { moduleLoadList = [] } = process as { moduleLoadList?: readonly string[] };
  const prefix = 'NativeModule ';
  return moduleLoadList
    .filter(entry => entry.startsWith(prefix))
    .map(entry => entry.slice(prefix.length))
    .filter(name => Module.builtinModules.includes(name));
}

interface LoadedFile {
  readonly loaded: boolean;
  readonly exports: unknown;
  readonly filename?: string | null;
  readonly children?: readonly LoadedFile[];
}

const loader = Module as unknown as {
  _load(request: string, parent?: { filename: string | undefined }): unknown;
  readonly _cache: Readonly<Record<string, LoadedFile | undefined>>;
};
