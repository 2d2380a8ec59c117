import { beforeEsModules } from '../instrument/modules/before-es-modules';
import { type BegunEsWatch, hasSoundSyncHooks } from '../instrument/modules/es-modules';
import { type EsLoadHandlers, hookEsLoads } from '../instrument/modules/while-es-modules-load';
import { isInWatchedPackage, isWatchedBuiltin } from './watched';

export interface EsModuleWait {
  /** Watch that the agent goes on with, so that loads that are under way stay seen. 'due' from the beginning: do not wait. */
  begun(): BegunEsWatch | undefined;
  end(): void;
}

/**
 * Calls back before the first import of an instrumented module. Where Node's synchronous hooks are not sound nobody sees
 * which that is: before the first ES module.
 */
export function untilEsModule(entry: string | undefined, callBack: () => void): EsModuleWait {
  return hasSoundSyncHooks(process.versions.node)
    ? untilWatchedModule(entry, callBack)
    : untilAnyModule(entry, callBack);
}

function untilWatchedModule(entry: string | undefined, callBack: () => void): EsModuleWait {
  const hooks = hookEsLoads(entry, {
    load(url, context, next) {
      if (isWatchedUrl(url)) callBack();
      return hooks.handlers === this ? next(url, context) : hooks.handlers.load(url, context, next);
    },
    onRequired(filename, source) {
      if (isInWatchedPackage(filename)) callBack();
      return hooks.handlers === this ? source : hooks.handlers.onRequired(filename, source);
    },
  });
  return {
    begun: () => hooks,
    // The agent's handlers take their place.
    end() {
      hooks.handlers = IDLE;
    },
  };
}

const IDLE: EsLoadHandlers = {
  load: (url, context, next) => next(url, context),
  onRequired: (_filename, source) => source,
};

function isWatchedUrl(url: string): boolean {
  if (url.startsWith('node:')) return isWatchedBuiltin(url);
  if (!url.startsWith('file:') || !url.includes('node_modules')) return false;
  // Loaded late: few workers import files of packages.
  const { fileURLToPath }: typeof import('node:url') = require('node:url');
  return isInWatchedPackage(fileURLToPath(url));
}

function untilAnyModule(entry: string | undefined, callBack: () => void): EsModuleWait {
  let isDue = false;
  let isBegun = false;
  const end = beforeEsModules(entry, () => {
    isDue = true;
    if (isBegun) callBack();
  });
  isBegun = true;
  return { begun: () => (isDue ? 'due' : undefined), end };
}
