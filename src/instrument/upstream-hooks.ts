import type { LoadedModule } from './module-hook';

type OnRequire = (exports: unknown, name: string, baseDir: string | undefined) => unknown;
const listeners: { readonly only: readonly string[] | undefined; readonly onRequire: OnRequire }[] = [];

/**
 * Stands in, by the bundler's alias, for both `require-in-the-middle` and `import-in-the-middle`, with which
 * `InstrumentationBase` registers itself. It only remembers who wants to hear of loaded modules: the watching itself
 * is module-hook.ts's, once for all.
 */
export class Hook {
  constructor(modules: readonly string[] | null, _options: unknown, onRequire: OnRequire) {
    listeners.push({ only: modules ?? undefined, onRequire });
  }

  unhook(): void {}
}

/** Passes a loaded module through the instrumentations that are registered; returns the exports that the app shall see. */
export function notifyHooks(module: LoadedModule, exports: unknown): unknown {
  let patched = exports;
  for (const { only, onRequire } of listeners) {
    if (only === undefined) patched = onRequire(patched, module.name, module.baseDir) ?? patched;
  }
  return patched;
}
