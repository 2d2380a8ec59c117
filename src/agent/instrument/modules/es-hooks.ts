import { addEpilogue } from './es-epilogue';
import { isWatchedEsModule, type WatchedPackages } from './es-package';

export { handOnBundledModule } from './handed-over/hand-on-bundled-module';
export { handOnEsModule } from './handed-over/hand-on-es-module';

/** Result of a module's `load`, as far as it matters here. */
export interface LoadedEsModule {
  format?: string | null | undefined;
  source?: unknown;
}

let packages: WatchedPackages = new Map();

/**
 * Receives the watch list. Node calls it on the loader thread with the data given to `module.register`; no built-ins
 * pass there.
 */
export function initialize(data: { packages: WatchedPackages }): void {
  packages = data.packages;
}

/** Hook for `module.register`, which runs on the loader thread (Node 20, and releases whose `registerHooks` is unsound). */
export async function load(
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Promise<LoadedEsModule>,
): Promise<LoadedEsModule> {
  const loaded = await next(url, context);
  return loaded.format === 'module' && isWatchedEsModule(url, packages) ? withEpilogue(url, loaded) : loaded;
}

/** Returns the module with an epilogue that hands it to the agent once it has run. */
export function withEpilogue(url: string, loaded: LoadedEsModule): LoadedEsModule {
  try {
    const { source } = loaded;
    const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
    return { ...loaded, source: addEpilogue(text, url) };
  } catch {
    return loaded; // The module loads as it is; coverage names it as not patched.
  }
}
