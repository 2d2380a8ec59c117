import { looksLike } from './wrapping/looks-like';

type OnRequire = (exports: unknown, name: string, baseDir: string | undefined) => unknown;
const listeners: { readonly only: readonly string[] | undefined; readonly onRequire: OnRequire }[] = [];

/**
 * Replaces, by the bundler's alias, both `require-in-the-middle` and `import-in-the-middle`, with which
 * `InstrumentationBase` registers itself. It only remembers the listeners: module-hook.ts watches loaded modules once
 * for all of them.
 */
export class Hook {
  constructor(modules: readonly string[] | null, _options: unknown, onRequire: OnRequire) {
    listeners.push({ only: modules ?? undefined, onRequire });
  }

  unhook(): void {}
}

/** Passes a loaded module through the registered instrumentations; returns the exports for the app. */
export function notifyHooks(
  module: { readonly name: string; readonly baseDir: string | undefined },
  exports: unknown,
): unknown {
  let patched = exports;
  for (const { only, onRequire } of listeners) {
    if (only === undefined) patched = onRequire(patched, module.name, module.baseDir) ?? patched;
  }
  if (patched !== exports && typeof patched === 'function' && typeof exports === 'function')
    looksLike(exports, patched);
  return patched;
}

const patchedFolders = new Set<string | undefined>();

/** Notes that a lean piece has found the parts of a package that it knows, whatever its version. */
export function notePatched(folder: string | undefined): void {
  patchedFolders.add(folder);
}

/** True if a lean piece has noted the package in this folder. */
export function isPatched(folder: string): boolean {
  return patchedFolders.has(folder);
}
