import Module, { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadChunk } from '../chunks';
import { isEsFile } from './es-file';
import type { LoadedEsModule } from './es-hooks';
import { whileEsModulesLoad } from './es-loading';
import { beforeEsModules } from './es-mention';
import { ES_MODULE_LOADED, type EsModuleLoaded } from './es-module-loaded';
import { esEntry, isWatchedEsModule } from './es-package';
import type { OnLoad, WatchList } from './module-hook';
import { locate, type PackageFile } from './package-file';

type EsHooksChunk = typeof import('./es-hooks');

export interface EsModulesOptions {
  readonly watch: WatchList;
  readonly onLoad: OnLoad;
  readonly onError: (name: string, error: unknown) => void;
  /** True where the same package's CommonJS main is patched already: then the ES module is a thin wrapper around it. */
  readonly hasPatchedMain: (file: PackageFile) => boolean;
  /** The script that Node was started with; undefined for a REPL, `-e` or standard input. */
  readonly entry: string | undefined;
}

/**
 * Watches ES modules while they are loaded. CommonJS packages need no ES module hook at all (module-hook.ts); what is left
 * is built-ins, which `import` takes past `Module._load`, and the few packages whose files are real ES modules. The
 * returned function ends the watch.
 */
export function watchEsModules(options: EsModulesOptions): () => void {
  return hasSoundSyncHooks(process.versions.node) ? watchHere(options) : watchFromLoaderThread(options);
}

function watchHere(options: EsModulesOptions): () => void {
  const { packages, builtins } = options.watch;
  let forget: (() => void) | undefined;
  const withEpilogue = (url: string, loaded: LoadedEsModule): LoadedEsModule => {
    forget ??= receiveEsModules(options);
    return loadChunk<EsHooksChunk>('es-hooks').withEpilogue(url, loaded);
  };
  const load = (url: string, context: unknown, next: (url: string, context: unknown) => LoadedEsModule) => {
    if (url.startsWith('node:')) loadBuiltin(url.slice('node:'.length), builtins);
    const loaded = next(url, context);
    const isWatched = loaded.format === 'module' && isWatchedEsModule(url, packages);
    return isWatched ? withEpilogue(url, loaded) : loaded;
  };
  const stop = whileEsModulesLoad({
    entry: options.entry,
    turnOn() {
      const hooks = Module.registerHooks({ load: load as never });
      return () => hooks.deregister();
    },
    onRequired(filename, source) {
      const url = pathToFileURL(filename).href;
      return isWatchedEsModule(url, packages) ? (withEpilogue(url, { source }).source as string) : source;
    },
  });
  return () => {
    stop();
    forget?.();
  };
}

function watchFromLoaderThread(options: EsModulesOptions): () => void {
  const { entry, watch } = options;
  let forget: (() => void) | undefined;
  const stop = beforeEsModules(entry, () => {
    // Nothing tells when `import` takes a built-in, so they are patched beforehand.
    for (const name of watch.builtins) loadBuiltin(name, watch.builtins);
    if (entry === undefined || !hasEsPackages(path.dirname(entry), watch.packages)) return;
    forget = receiveEsModules(options);
    // The thread goes on when the watch has ended, and nobody listens to it.
    const data = { packages: watch.packages };
    Module.register(pathToFileURL(path.join(__dirname, 'es-hooks.js')).href, { data });
  });
  return () => {
    stop();
    forget?.();
  };
}

const loadedBuiltins = new Set<string>();

/** Loads a built-in through the CommonJS hook, which patches it, and renews what `import` gives of it. */
function loadBuiltin(name: string, watched: WatchList['builtins']): void {
  if (!watched.has(name) || loadedBuiltins.has(name)) return;
  loadedBuiltins.add(name); // Before the load, which comes by here again.
  require(name);
  syncBuiltinESMExports();
}

/** Takes the calls that the epilogues make (es-epilogue.ts), and hands the module to its instrumentations. */
function receiveEsModules({ onLoad, onError, hasPatchedMain }: EsModulesOptions): () => void {
  const loaded: EsModuleLoaded = (url, namespace, setters) => {
    const file = locate(fileURLToPath(url));
    if (file === undefined || hasPatchedMain(file)) return;
    const isEntry = path.normalize(esEntry(file.baseDir) ?? '') === file.innerPath;
    const name = isEntry ? file.packageName : path.join(file.packageName, file.innerPath);
    try {
      onLoad({ name, baseDir: file.baseDir, requestedBy: undefined }, writable(namespace, setters));
    } catch (error) {
      onError(name, error);
    }
  };
  Object.defineProperty(globalThis, Symbol.for(ES_MODULE_LOADED), { value: loaded, configurable: true });
  return () => {
    delete (globalThis as Record<symbol, unknown>)[Symbol.for(ES_MODULE_LOADED)];
  };
}

/** A namespace whose properties can be replaced: a write goes to the module's own binding, so that every importer sees it. */
function writable(
  namespace: Readonly<Record<string, unknown>>,
  setters: Readonly<Record<string, (value: unknown) => void>>,
): object {
  const write = (target: Record<string, unknown>, key: string, value: unknown): boolean => {
    const set = setters[key];
    if (set === undefined) return false;
    set(value); // Throws for a `const`, and the instrumentation's patch ends there.
    target[key] = value;
    return true;
  };
  const copy: Record<string, unknown> = Object.assign(Object.create(null), namespace);
  Object.defineProperty(copy, Symbol.toStringTag, { value: 'Module' });
  return new Proxy(copy, {
    set: (target, key, value) => write(target, String(key), value),
    defineProperty: (target, key, { value }) => write(target, String(key), value),
  });
}

/** Node fixed the synchronous hooks' handling of CommonJS in these releases: nodejs/node#59929. */
function hasSoundSyncHooks(version: string): boolean {
  if (typeof Module.registerHooks !== 'function') return false;
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor > 11 || (minor === 11 && patch >= 1);
  return major === 25 ? minor >= 1 : major >= 26;
}

/** Does one of the watched packages that is installed above the entry script ship real ES modules? */
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
