import diagnosticsChannel from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import { diag } from '@opentelemetry/api';
import { isEsFile } from './es-file';

export interface EsArrival {
  /** The script that Node was started with; undefined for a REPL, `-e` or standard input. */
  readonly entry: string | undefined;
  /** Does this Node tell of each `import()` before it loads anything? Those of `tracing:module.import` do (22.12). */
  readonly isToldOfImports: boolean;
}

/**
 * Calls back once, before the first ES module is loaded; at once where the entry is one. What it returns ends the wait.
 * An app without ES modules pays for the wait alone: a comparison for each CommonJS module that is compiled.
 */
export function beforeEsModules({ entry, isToldOfImports }: EsArrival, callBack: () => void): () => void {
  if (entry === undefined ? isEsText() : !isToldOfImports && isEsEntry(entry)) {
    callBack();
    return () => {};
  }
  const waits = isToldOfImports ? [onImport(entry, arrive), onRequired(arrive)] : [onMention(entry, arrive)];
  function stop(): void {
    for (const end of waits) end();
  }
  function arrive(): void {
    stop();
    try {
      callBack();
    } catch (error) {
      diag.error('ES modules cannot be followed', error);
    }
  }
  return stop;
}

/** What runs an entry that is an ES module is an `import()` of Node's own. */
const IMPORT = 'tracing:module.import:start';

function onImport(entry: string | undefined, arrive: () => void): () => void {
  const entryUrl = entry === undefined ? undefined : pathToFileURL(entry).href;
  const onMessage = (message: unknown) => {
    const { url } = message as { url: unknown };
    // With `--import` Node takes any entry that way.
    if (String(url) !== entryUrl || isEsEntry(entry!) || hasEsSyntax(entry!)) arrive();
  };
  diagnosticsChannel.subscribe(IMPORT, onMessage);
  return () => diagnosticsChannel.unsubscribe(IMPORT, onMessage);
}

/** `require` of an ES module. */
function onRequired(arrive: () => void): () => void {
  return onCompile((_content, _filename, format) => {
    if (format === 'module') arrive();
  });
}

/** The first CommonJS module that may import ES modules, or turns out to be one itself. */
function onMention(entry: string | undefined, arrive: () => void): () => void {
  return onCompile((content, filename, format) => {
    const isEs = format === 'module' || (filename === entry && ES_SYNTAX.test(content));
    if (isEs || content.includes('import(')) arrive();
  });
}

type Compile = (content: string, filename: string, format?: string, ...rest: unknown[]) => unknown;

/** Hears of each CommonJS module, and each ES module that is required, before it is compiled. */
function onCompile(listen: (content: string, filename: string, format?: string) => void): () => void {
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const original = prototype._compile;
  let isOver = false;
  const compile: Compile = function (this: unknown, content, filename, format, ...rest) {
    if (!isOver) listen(content, filename, format);
    return original.call(this, content, filename, format, ...rest);
  };
  prototype._compile = compile;
  return () => {
    isOver = true;
    if (prototype._compile === compile) prototype._compile = original;
  };
}

/** `--eval`, or standard input, as an ES module; or anything that is imported before. */
function isEsText(): boolean {
  return process.execArgv.some(arg => /\bimport\b|=module$/.test(arg));
}

function isEsEntry(entry: string): boolean {
  return isEsFile(entry) || process.execArgv.includes('--experimental-default-type=module');
}

/** A `.js` file of a package without `type` runs as an ES module when its syntax is one (Node 22.7 and newer). */
function hasEsSyntax(filename: string): boolean {
  try {
    return ES_SYNTAX.test(readFileSync(filename, 'utf8'));
  } catch {
    return false; // Node says what is wrong with it.
  }
}

const ES_SYNTAX = /^\s*(?:import\b\s*[^(\s]|export\b)/m;
