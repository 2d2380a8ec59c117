interface ModuleInternals {
  runMain(...args: unknown[]): unknown;
  _nodeModulePaths(from: string): string[];
}

/**
 * Calls `run` with the script of this worker right before it runs: a path, `data:`, or undefined for evaluated code. A
 * preload runs before `process.argv` names the script, and Node starts it in three ways
 * (lib/internal/main/worker_thread.js, alike in Node 20 to 26): files go through `Module.runMain`, evaluated CommonJS
 * asks for the `node_modules` above the current folder, and data: URLs (evaluated ES modules too) are imported after
 * the first tick. A web worker's scope names its script from the beginning.
 */
export function whenWorkerScriptIsKnown(run: (script: string | undefined) => void): void {
  // Its class of modules, without what `module` loads beside it (0.6 ms in each thread, Node 24).
  const internals = module.constructor as unknown as ModuleInternals;
  const { runMain, _nodeModulePaths } = internals;
  const ofWebWorker = webWorkerScript();
  if (ofWebWorker !== undefined) {
    run(ofWebWorker);
    return;
  }
  let isKnown = false;

  function settle(script: string | undefined): void {
    if (isKnown) return;
    isKnown = true;
    if (internals.runMain === runMainFirst) internals.runMain = runMain;
    if (internals._nodeModulePaths === nodeModulePathsFirst) internals._nodeModulePaths = _nodeModulePaths;
    run(script);
  }
  function runMainFirst(this: unknown, ...args: unknown[]): unknown {
    settle(typeof args[0] === 'string' ? args[0] : process.argv[1]);
    return runMain.apply(this, args);
  }
  function nodeModulePathsFirst(this: unknown, from: string): string[] {
    if (from === process.cwd()) settle(undefined);
    return _nodeModulePaths.call(this, from);
  }
  internals.runMain = runMainFirst;
  internals._nodeModulePaths = nodeModulePathsFirst;
  process.nextTick(() => settle('data:'));
}

/** File of a web worker (Node 26, `--experimental-web-worker`). */
function webWorkerScript(): string | undefined {
  const { WorkerGlobalScope, location } = globalThis as { WorkerGlobalScope?: unknown; location?: unknown };
  const place = WorkerGlobalScope === undefined ? '' : String(location);
  if (!place.startsWith('file:')) return undefined;
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
  const url: typeof import('node:url') = require('url');
  return url.fileURLToPath(place);
}
