import { addEpilogue } from './es-epilogue';
import { isWatchedEsModule, type WatchedPackages } from './es-package';

/** What the `load` of a module gives, as far as it matters here. */
export interface LoadedEsModule {
  format?: string | null | undefined;
  source?: unknown;
}

let packages: WatchedPackages = new Map();

/** Says what to watch. Node calls it on the loader thread with the data given to `module.register`; there are no built-ins there. */
export function initialize(data: { packages: WatchedPackages }): void {
  packages = data.packages;
}

/** The hook for `module.register`, which runs on the loader thread (Node 20, and where `registerHooks` is unsound). */
export async function load(
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Promise<LoadedEsModule>,
): Promise<LoadedEsModule> {
  const loaded = await next(url, context);
  return loaded.format === 'module' && isWatchedEsModule(url, packages) ? withEpilogue(url, loaded) : loaded;
}

/** The same module, which hands itself to the agent when it has run. */
export function withEpilogue(url: string, loaded: LoadedEsModule): LoadedEsModule {
  try {
    const { source } = loaded;
    const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
    return { ...loaded, source: addEpilogue(text, url) };
  } catch {
    return loaded; // The module loads as it is; coverage names it as not patched.
  }
}
