import Module, { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownDiag } from '../../../shared/log';
import { loadChunk } from '../../boot/chunks';
import { builtinName } from '../catalogue/builtins';
import { beforeEsModules } from './before-es-modules';
import { isEsFile } from './es-file';
import type { LoadedEsModule } from './es-hooks';
import { ES_MODULE_LOADED, type EsModuleLoaded } from './es-module-loaded';
import { esEntry, isWatchedEsModule } from './es-package';
import type { OnError, OnLoad } from './module-hook';
import type { PackageFile } from './package-file';
import type { WatchList } from './watch-list';
import { type EsLoadHandlers, type EsLoadHooks, hookEsLoads } from './while-es-modules-load';

export interface EsModulesOptions {
  readonly watch: WatchList;
  readonly onLoad: OnLoad;
  readonly onError: OnError;
  /** Exports of the CommonJS main file of a file's package, once they have been patched. */
  readonly patchedMain: (file: PackageFile) => unknown;
  /** Node's script; undefined for a REPL, `-e` or standard input. */
  readonly entry: string | undefined;
  /** The watch has to end without a trace: Node never ends its thread for loaders. */
  readonly isAttached: boolean;
  readonly begun: BegunEsWatch | undefined;
}

/**
 * Watch that a worker thread has begun before the agent started: hooks to go on with; where Node has none, that the first ES
 * module is about to load.
 */
export type BegunEsWatch = EsLoadHooks | 'due';

/**
 * Watches ES modules while they are loaded. CommonJS packages need no ES module hook (module-hook.ts). Built-ins do, since
 * `import` takes them past `Module._load`, and so do the few packages whose files are real ES modules. Returns a function
 * that ends the watch.
 */
export function watchEsModules(options: EsModulesOptions): () => void {
  return hasSoundSyncHooks(process.versions.node) ? watchHere(options) : watchFromLoaderThread(options);
}

function watchHere(options: EsModulesOptions): () => void {
  const { packages, builtins } = options.watch;
  let forget: (() => void) | undefined;
  const withEpilogue = (url: string, loaded: LoadedEsModule): LoadedEsModule => {
    forget ??= receiveEsModules(options);
    return loadChunk<typeof import('./es-hooks')>('es-hooks').withEpilogue(url, loaded);
  };
  const load: EsLoadHandlers['load'] = (url, context, next) => {
    if (url.startsWith('node:')) loadBuiltin(builtinName(url), builtins);
    const loaded = next(url, context);
    const isWatched = loaded.format === 'module' && isWatchedEsModule(url, packages);
    return isWatched ? withEpilogue(url, loaded) : loaded;
  };
  const onRequired = (filename: string, source: string) => {
    const url = pathToFileURL(filename).href;
    return isWatchedEsModule(url, packages) ? (withEpilogue(url, { source }).source as string) : source;
  };
  const handlers = { load, onRequired };
  const hooks = typeof options.begun === 'object' ? options.begun : hookEsLoads(options.entry, handlers);
  hooks.handlers = handlers;
  return () => {
    hooks.stop();
    forget?.();
  };
}

function watchFromLoaderThread(options: EsModulesOptions): () => void {
  const { entry, isAttached, watch, begun } = options;
  let forget: (() => void) | undefined;
  const begin = () => {
    // No hook sees `import` take a built-in, so these are patched beforehand.
    for (const name of watch.builtins) loadBuiltin(name, watch.builtins);
    if (isAttached || entry === undefined || !hasEsPackages(path.dirname(entry), watch.packages)) return;
    forget = receiveEsModules(options);
    // The thread outlives the watch; its messages are ignored then.
    const hooks = pathToFileURL(path.join(__dirname, 'es-hooks.js')).href;
    const { registerLoader } = loadChunk<typeof import('../loader-thread')>('es-hooks');
    const obstacle = registerLoader(hooks, { packages: watch.packages });
    if (obstacle === undefined) return;
    forget();
    ownDiag.error('packages that are ES modules are not traced', obstacle);
  };
  if (begun === 'due') begin();
  const stop = begun === 'due' ? undefined : beforeEsModules(entry, begin);
  return () => {
    stop?.();
    forget?.();
  };
}

const loadedBuiltins = new Set<string>();

/** Loads a built-in through the CommonJS hook, which patches it, and renews the exports that `import` gives. */
function loadBuiltin(name: string, watched: WatchList['builtins']): void {
  if (!watched.has(name) || loadedBuiltins.has(name)) return;
  loadedBuiltins.add(name); // Before the load, which comes by here again.
  if (!Module.isBuiltin(name)) return; // Node 20 has no SQLite.
  require(name);
  syncBuiltinESMExports();
}

/** Receives the calls of epilogues (es-epilogue.ts). Returns a function that ends it. */
function receiveEsModules(options: EsModulesOptions): () => void {
  const key = Symbol.for(ES_MODULE_LOADED);
  const loaded: EsModuleLoaded = (url, namespace, setters) =>
    loadChunk<typeof import('./es-hooks')>('es-hooks').handOnEsModule(options, url, namespace, setters);
  Object.defineProperty(globalThis, key, { value: loaded, configurable: true });
  return () => Reflect.deleteProperty(globalThis, key);
}

/** True for releases that have synchronous hooks, with their handling of CommonJS fixed: nodejs/node#59929. */
export function hasSoundSyncHooks(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor > 11 || (minor === 11 && patch >= 1);
  return major === 25 ? minor >= 1 : major >= 26;
}

/** Tells whether a watched package that is installed above the entry script ships real ES modules. */
function hasEsPackages(folder: string, packages: WatchList['packages']): boolean {
  for (let dir = folder; ; dir = path.dirname(dir)) {
    for (const name of packages.keys()) {
      const baseDir = path.join(dir, 'node_modules', name);
      const entry = esEntry(baseDir);
      if (entry !== undefined && isEsFile(path.join(baseDir, entry))) return true;
    }
    if (path.dirname(dir) === dir) return false;
  }
}
