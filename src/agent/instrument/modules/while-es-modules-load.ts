import diagnosticsChannel from 'node:diagnostics_channel';
import { isEsEntry, isEsText } from './es-file';
import type { LoadedEsModule } from './es-hooks';
import { type CompileChange, type Compiled, onCompile } from './on-compile';

export interface EsLoading {
  /** The script that Node was started with; undefined for a REPL, `-e` or standard input. */
  readonly entry: string | undefined;
  /** Turns the hooks on and returns a function that turns them off. Must not throw. */
  readonly turnOn: () => () => void;
  /** Returns the source of a required ES module as it shall run. Must not throw. */
  readonly onRequired: (filename: string, source: string) => string;
}

/** Handlers of ES modules that load. */
export interface EsLoadHandlers {
  /** A `load` hook of `module.registerHooks`. */
  load(
    url: string,
    context: unknown,
    next: (url: string, context: unknown) => LoadedEsModule,
  ): LoadedEsModule;
  /** Returns the source of a required ES module as it shall run. Must not throw. */
  onRequired(filename: string, source: string): string;
}

/** Hooks with handlers that can be replaced, also while a module loads. */
export interface EsLoadHooks {
  handlers: EsLoadHandlers;
  stop(): void;
}

/** Calls the handlers in force for each module that is imported, and each ES module that is required. */
export function hookEsLoads(entry: string | undefined, handlers: EsLoadHandlers): EsLoadHooks {
  const hooks: EsLoadHooks = { handlers, stop: () => {} };
  const load: EsLoadHandlers['load'] = (url, context, next) => hooks.handlers.load(url, context, next);
  hooks.stop = whileEsModulesLoad({
    entry,
    turnOn() {
      const { registerHooks }: typeof import('node:module') = require('node:module');
      const registered = registerHooks({ load: load as never });
      return () => registered.deregister();
    },
    onRequired: (filename, source) => hooks.handlers.onRequired(filename, source),
  });
  return hooks;
}

const IMPORT = 'tracing:module.import';

/**
 * Keeps hooks on while ES modules are loaded: from an `import()` to its end (Node runs an entry that is an ES module in
 * the same way), and while `require` loads an ES module. They are off while a CommonJS module runs, imported or not, so
 * that its requires cost nothing more. For Node 22.12 and later, which publish a channel for imports. Returns a function
 * that ends this.
 */
export function whileEsModulesLoad({ entry, turnOn, onRequired }: EsLoading): () => void {
  if (entry === undefined && isEsText()) return turnOn();
  /** Loads under way, by Node's own message object; the value is the depth of CommonJS modules at which each began. */
  const loads = new Map<unknown, number>();
  /** Number of CommonJS modules that run within each other while hooks are on. */
  let depth = 0;
  let turnOff: (() => void) | undefined;

  function settle(): void {
    const isWanted = [...loads.values()].some(begunAt => begunAt >= depth);
    if (isWanted) turnOff ??= turnOn();
    else {
      turnOff?.();
      turnOff = undefined;
    }
  }

  function begin(load: unknown): void {
    loads.set(load, depth);
    settle();
  }

  function end(load: unknown): void {
    if (loads.delete(load)) settle();
  }

  function beginCommonJs({ content }: Compiled): CompileChange {
    depth++;
    settle();
    return { content, end: endCommonJs };
  }

  function endCommonJs(): void {
    depth--;
    for (const [load, begunAt] of loads) if (begunAt > depth) loads.set(load, depth); // It outlives the module.
    settle();
  }

  function beginRequired(required: Compiled): CompileChange {
    begin(required);
    return { content: onRequired(required.filename, required.content), end: () => end(required) };
  }

  const onStart = (message: unknown) => {
    const { url } = message as { url: unknown };
    // With `--import` Node takes any entry that way.
    const isCommonJs = entry !== undefined && String(url) === urlOf(entry) && !isEsEntry(entry);
    if (!isCommonJs) begin(message);
  };
  diagnosticsChannel.subscribe(`${IMPORT}:start`, onStart);
  diagnosticsChannel.subscribe(`${IMPORT}:asyncEnd`, end);
  const unhook = onCompile(module => {
    if (isEsFormat(module.format)) return beginRequired(module);
    return turnOff === undefined ? undefined : beginCommonJs(module);
  });
  return () => {
    unhook();
    diagnosticsChannel.unsubscribe(`${IMPORT}:start`, onStart);
    diagnosticsChannel.unsubscribe(`${IMPORT}:asyncEnd`, end);
    loads.clear(); // Or a CommonJS module that is running would turn it on again when it ends.
    settle();
  };
}

/** Loads `url` late: a worker thread without ES modules does not need it. */
function urlOf(file: string): string {
  const { pathToFileURL }: typeof import('node:url') = require('node:url');
  return pathToFileURL(file).href;
}

/** Also 'module-typescript'. */
function isEsFormat(format: string | undefined): boolean {
  return format?.startsWith('module') === true;
}
