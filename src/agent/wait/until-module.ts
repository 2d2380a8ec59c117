import Module from 'node:module';
import path from 'node:path';
import { showAs } from '../instrument/modules/show-as';
import { isAlias, packageNameIn } from '../instrument/modules/specifier-filter';
import { isInWatchedPackage, isWatchedBuiltin, isWatchedPackage } from './watched';

/**
 * Calls back before the first CommonJS load that may be one of an instrumented module. The load then goes through the
 * hook that the agent has put in place. Returns a function that ends the wait.
 */
export function untilModule(callBack: () => void): () => void {
  const original = loader._load;
  let isOver = false;
  const waiting: Load = function (this: unknown, request, parent, isMainScript, options) {
    if (isOver || !mayBeWatched(request, parent, isMainScript))
      return original.call(this, request, parent, isMainScript, options);
    callBack();
    return loader._load.call(this, request, parent, isMainScript, options);
  };
  loader._load = showAs(original, waiting);
  return () => {
    isOver = true;
    if (loader._load === waiting) loader._load = original;
  };
}

/** Answers yes for whatever the agent's hook would look at, and for more (module-hook.ts). */
function mayBeWatched(request: unknown, parent: Parent | undefined, isMainScript: unknown): boolean {
  if (typeof request !== 'string') return false;
  if (isWatchedBuiltin(request)) return true;
  if (request[0] !== '.') {
    const name = packageNameIn(request);
    if (isWatchedPackage(name) || isAlias(name)) return true;
  }
  // Its own files ask for each other by relative paths.
  if (parent?.filename !== undefined && isInWatchedPackage(parent.filename)) return true;
  return mayBePath(request) && isPathOfWatched(request, parent, isMainScript);
}

function mayBePath(request: string): boolean {
  return path.isAbsolute(request) || request.includes('node_modules');
}

function isPathOfWatched(request: string, parent: Parent | undefined, isMainScript: unknown): boolean {
  try {
    return isInWatchedPackage(loader._resolveFilename(request, parent, isMainScript));
  } catch {
    return false; // The load fails in the same way, and the app sees that error.
  }
}

interface Parent {
  readonly filename?: string;
}

type Load = (
  this: unknown,
  request: string,
  parent?: Parent,
  isMainScript?: unknown,
  options?: unknown,
) => unknown;

/** Part of Node's CommonJS loader: module-hook.ts. */
const loader = Module as unknown as {
  _load: Load;
  _resolveFilename(request: string, parent: Parent | undefined, isMain: unknown): string;
};
