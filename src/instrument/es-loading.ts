import diagnosticsChannel from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import { isEsEntry, isEsText } from './es-file';
import { onCompile } from './on-compile';

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
 * that is an ES module, to its end, and while `require` is given one. What an app loads otherwise runs without it, though
 * `import(` may stand in it. For Nodes that tell of imports (22.12). What it returns ends that.
 */
export function whileEsModulesLoad({ entry, turnOn, onRequired }: EsLoading): () => void {
  if (entry === undefined && isEsText()) return turnOn();
  const entryUrl = entry === undefined ? undefined : pathToFileURL(entry).href;
  /** What is under way: imports by the object that Node tells of them with. */
  const loads = new Set<unknown>();
  let turnOff: (() => void) | undefined;

  function begin(load: unknown): void {
    loads.add(load);
    turnOff ??= turnOn();
  }

  function end(load: unknown): void {
    if (!loads.delete(load) || loads.size > 0) return;
    turnOff?.();
    turnOff = undefined;
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
    ({ format }) => format?.startsWith('module') === true, // Or 'module-typescript'.
    (required, compile) => {
      begin(required);
      try {
        return compile(onRequired(required.filename, required.content));
      } finally {
        end(required);
      }
    },
  );
  return () => {
    unhook();
    diagnosticsChannel.unsubscribe(`${IMPORT}:start`, onStart);
    diagnosticsChannel.unsubscribe(`${IMPORT}:asyncEnd`, end);
    turnOff?.();
    turnOff = undefined;
  };
}
