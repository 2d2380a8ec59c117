import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addEpilogue } from './es-epilogue';
import { locate } from './package-file';

/** Package name -> inner files, as in `WatchList.packages`; plain data, so that it can cross to the loader thread. */
export type WatchedPackages = ReadonlyMap<string, ReadonlySet<string>>;

interface Loaded {
  format?: string | null | undefined;
  source?: unknown;
}
type NextLoad<Result> = (url: string, context: unknown) => Result;

let packages: WatchedPackages = new Map();
let onBuiltin: ((name: string) => void) | undefined;

/** Says what to watch. Node calls it on the loader thread with the data given to `module.register`; there are no built-ins there. */
export function initialize(data: { packages: WatchedPackages; onBuiltin?: (name: string) => void }): void {
  packages = data.packages;
  onBuiltin = data.onBuiltin;
}

/** The hook for `module.register`, which runs on the loader thread (Node 20, and where `registerHooks` is unsound). */
export async function load(url: string, context: unknown, next: NextLoad<Promise<Loaded>>): Promise<Loaded> {
  const loaded = await next(url, context);
  return isWatched(url, loaded) ? withEpilogue(url, loaded) : loaded;
}

/** The hook for `module.registerHooks`, which runs in the thread of the app. */
export function loadSync(url: string, context: unknown, next: NextLoad<Loaded>): Loaded {
  if (url.startsWith('node:')) onBuiltin?.(url.slice('node:'.length));
  const loaded = next(url, context);
  return isWatched(url, loaded) ? withEpilogue(url, loaded) : loaded;
}

function isWatched(url: string, loaded: Loaded): boolean {
  if (loaded.format !== 'module' || !url.startsWith('file:')) return false;
  const file = locate(fileURLToPath(url));
  const innerFiles = file && packages.get(file.packageName);
  return file !== undefined && innerFiles !== undefined && (innerFiles.has(file.innerPath) || isEsMain(file));
}

function withEpilogue(url: string, loaded: Loaded): Loaded {
  try {
    const source = loaded.source;
    const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
    return { ...loaded, source: addEpilogue(text, url) };
  } catch {
    return loaded; // The module loads as it is; coverage names it as not patched.
  }
}

/** Is this the file that `import '<package>'` gives? Answered from the package's own `exports`, `module` and `main`. */
export function isEsMain(file: { baseDir: string; innerPath: string }): boolean {
  const entry = esEntry(file.baseDir);
  return entry !== undefined && path.normalize(entry) === file.innerPath;
}

const entries = new Map<string, string | undefined>();

/** The file that a package gives to `import`, where its package.json names one; cached by folder. */
export function esEntry(baseDir: string): string | undefined {
  if (!entries.has(baseDir)) entries.set(baseDir, readEntry(baseDir));
  return entries.get(baseDir);
}

function readEntry(baseDir: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path.join(baseDir, 'package.json'), 'utf8'));
    const exported = manifest.exports?.['.'] ?? manifest.exports;
    return exported === undefined ? (manifest.main ?? 'index.js') : target(exported);
  } catch {
    return undefined;
  }
}

const CONDITIONS = new Set(['node', 'import', 'module-sync', 'default']);

function target(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported;
  if (Array.isArray(exported)) return exported.map(target).find(Boolean);
  if (typeof exported !== 'object' || exported === null) return undefined;
  for (const [condition, inner] of Object.entries(exported)) {
    const found = CONDITIONS.has(condition) ? target(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
