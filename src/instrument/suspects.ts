import path from 'node:path';
import type { WatchList } from './module-hook';

/**
 * The specifiers behind which a watched module may hide: names of packages and built-ins, and for inner
 * files, which are asked for by relative paths, the last part of such a path with and without extension.
 */
export function suspectSpecifiers(watch: WatchList): Set<string> {
  const suspects = new Set<string>(watch.builtins);
  for (const [name, innerFiles] of watch.packages) {
    suspects.add(name);
    for (const innerPath of innerFiles) {
      const { dir, name: stem, base } = path.posix.parse(innerPath.split(path.sep).join('/'));
      suspects.add(`/${stem}`).add(`/${base}`);
      if (stem === 'index') suspects.add(`/${path.posix.basename(dir)}`);
    }
  }
  return suspects;
}

/** May this specifier lead to a watched module? Asked at each load, so it allocates next to nothing. */
export function isSuspect(request: string, suspects: Set<string>): boolean {
  if (typeof request !== 'string') return false;
  if (suspects.has(request) || isFolder(request)) return true;
  const slash = request.lastIndexOf('/');
  if (slash === -1) return request.startsWith('node:') || path.isAbsolute(request) || isAlias(request);
  // './connection' -> '/connection'. A package's sub-path ('pg/lib/client') or an absolute path ends the same way.
  return (
    suspects.has(request.slice(slash)) ||
    (request.charCodeAt(0) !== DOT &&
      (path.isAbsolute(request) || suspects.has(packageOf(request)) || isAlias(packageOf(request))))
  );
}

/** `..` or `./`: a package's main file, as its own files and tests ask for it. */
function isFolder(request: string): boolean {
  const last = request.charCodeAt(request.length - 1);
  return last === DOT || last === SLASH;
}

/** Next.js asks for packages that it has not bundled by links of its own: `pg-587764f78a6c7a9c`, to which no name gives a hint. */
function isAlias(name: string): boolean {
  return name.charCodeAt(name.length - ALIAS_HASH.length) === DASH && /-[0-9a-f]{16}$/.test(name);
}

const ALIAS_HASH = '-587764f78a6c7a9c';

const DASH = 45;
const DOT = 46;
const SLASH = 47;

function packageOf(request: string): string {
  const first = request.indexOf('/');
  if (request.charCodeAt(0) !== 64 /* @ */) return request.slice(0, first);
  const second = request.indexOf('/', first + 1);
  return second === -1 ? request : request.slice(0, second);
}
