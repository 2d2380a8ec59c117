import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPlainFile } from '../../../shared/read-plain-file';
import { locate } from './package-file';

/** Package name -> inner files, as in `WatchList.packages`; plain data, so that it can cross to the loader thread. */
export type WatchedPackages = ReadonlyMap<string, ReadonlySet<string>>;

/** Tells whether an ES module is a watched file or the main file of a watched package. */
export function isWatchedEsModule(url: string, packages: WatchedPackages): boolean {
  if (!url.startsWith('file:')) return false;
  const file = locate(fileURLToPath(url));
  const innerFiles = file && packages.get(file.packageName);
  return file !== undefined && innerFiles !== undefined && (innerFiles.has(file.innerPath) || isEsMain(file));
}

/** Tells whether `import '<package>'` gives this file, from the package's `exports`, `module` and `main`. */
export function isEsMain(file: { baseDir: string; innerPath: string }): boolean {
  const entry = esEntry(file.baseDir);
  return entry !== undefined && path.normalize(entry) === file.innerPath;
}

const entries = new Map<string, string | undefined>();

/** Finds the file that a package gives to `import`, if its package.json names one; cached by folder. */
export function esEntry(baseDir: string): string | undefined {
  if (!entries.has(baseDir)) entries.set(baseDir, readEntry(baseDir));
  return entries.get(baseDir);
}

function readEntry(baseDir: string): string | undefined {
  try {
    const manifest = JSON.parse(readPlainFile(path.join(baseDir, 'package.json')));
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
