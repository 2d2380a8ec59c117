import diagnosticsChannel from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import { isEsEntry, isEsText } from './es-file';
import { type Compiled, onCompile } from './on-compile';

export interface EsLoading {
  /** The script that Node was started with; undefined for a REPL, `-e` or standard input. */
  readonly entry: string | undefined;
  /** What shall be on while ES modules are loaded; returns what turns it off. Must not throw. */
  readonly turnOn: () => () => void;
  /** The source of an ES module that is required, as it shall run. Must not throw. */
  readonly onRequired: (filename: string, source: string) => string;
}

const IMPORT = 'tracing:module.import';

/**
 * Keeps something on for as long as ES modules are being loaded: from an `import()`, which is also how Node runs an entry
 * that is an ES module, to its end, and while `require` is given one. It is off while a CommonJS module runs, also one that
 * is imported: what that requires runs without it, though `import(` may stand in it. For Nodes that tell of imports
 * (22.12). What it returns ends that.
 */
export function whileEsModulesLoad({ entry, turnOn, onRequired }: EsLoading): () => void {
  if (entry === undefined && isEsText()) return turnOn();
  const entryUrl = entry === undefined ? undefined : pathToFileURL(entry).href;
  /** What is under way, by the object that Node tells of it with: how deep in CommonJS modules it began. */
  const loads = new Map<unknown, number>();
  /** CommonJS modules that run within each other, as far as there is something to turn off for them. */
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

  function runCommonJs(compile: () => unknown): unknown {
    depth++;
    settle();
    try {
      return compile();
    } finally {
      depth--;
      for (const [load, begunAt] of loads) if (begunAt > depth) loads.set(load, depth); // It outlives the module.
      settle();
    }
  }

  function runRequired(required: Compiled, compile: (content: string) => unknown): unknown {
    begin(required);
    try {
      return compile(onRequired(required.filename, required.content));
    } finally {
      end(required);
    }
  }

  const onStart = (message: unknown) => {
    const { url } = message as { url: unknown };
    // With `--import` Node takes any entry that way.
    const isCommonJs = String(url) === entryUrl && !isEsEntry(entry!);
    if (!isCommonJs) begin(message);
  };
  diagnosticsChannel.subscribe(`${IMPORT}:start`, onStart);
  diagnosticsChannel.subscribe(`${IMPORT}:asyncEnd`, end);
  const unhook = onCompile(
    ({ format }) => turnOff !== undefined || isEsFormat(format),
    (module, compile) =>
      isEsFormat(module.format) ? runRequired(module, compile) : runCommonJs(() => compile(module.content)),
  );
  return () => {
    unhook();
    diagnosticsChannel.unsubscribe(`${IMPORT}:start`, onStart);
    diagnosticsChannel.unsubscribe(`${IMPORT}:asyncEnd`, end);
    loads.clear(); // Or a CommonJS module that is running would turn it on again when it ends.
    settle();
  };
}

/** Also 'module-typescript'. */
function isEsFormat(format: string | undefined): boolean {
  return format?.startsWith('module') === true;
}
