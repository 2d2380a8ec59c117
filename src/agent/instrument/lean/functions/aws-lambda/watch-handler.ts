import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import { type CommonJsModule, whenLoaded } from '../../../modules/once-loaded';
import type { HandlerPlace } from './handler-place';
import { type Exports, replaceExport } from './replace-export';
import type { Handler } from './types';

/**
 * Replaces the handler where the runtime takes it from. Runtimes up to Node 22 `require` a CommonJS handler; that of Node 24
 * imports either kind. Returns a function that ends the watch.
 */
export function watchHandler(place: HandlerPlace, replace: (handler: Handler) => Handler): () => void {
  const endImports = watchImport(place, replace, () => endRequires());
  const endRequires = watchRequire(place, replace, endImports);
  return () => {
    endImports();
    endRequires();
  };
}

/** Changes the exports of a required module, before anybody has them. */
function watchRequire(
  { files, keys }: HandlerPlace,
  replace: (handler: Handler) => Handler,
  onFound: () => void,
): () => void {
  const original = loader.load;
  const load = function (this: CommonJsModule, filename: string): void {
    if (files.includes(filename)) {
      end();
      onFound();
      whenLoaded(this, module => {
        module.exports = replaceExport(module.exports as Exports, keys, replace);
      });
    }
    original.call(this, filename);
  };
  const end = () => {
    if (loader.load === load) loader.load = original;
  };
  loader.load = load;
  return end;
}

/**
 * Gives the first `import` of the handler's module, which is the runtime's, a module of our own that exports the same but
 * for the handler: an ES module's exports cannot be changed from outside. The app's own imports get the module itself.
 */
function watchImport(
  { files, keys }: HandlerPlace,
  replace: (handler: Handler) => Handler,
  onFound: () => void,
): () => void {
  const key = Symbol.for(STAND_IN);
  const fill = (module: Exports) => {
    end();
    return exportsOfStandIn(module, keys, replace);
  };
  Object.defineProperty(globalThis, key, { value: fill, configurable: true });
  const specifiers = files.flatMap(file => [file, pathToFileURL(file).href]);
  const stopHook = hookImport(specifiers, standIn(keys[0]), onFound);
  const end = () => {
    stopHook();
    delete (globalThis as Record<symbol, unknown>)[key];
  };
  return end;
}

const STAND_IN = 'otel-agent.lambda-handler';
const MODULE = '$MODULE';

/**
 * Source of the stand-in for a module, whose URL has to be put in. Node 20 loads an imported CommonJS module as
 * `require` does: its handler has been replaced by then, and the watch is over.
 */
function standIn(key: string): string {
  const lines = [
    `import * as module from "${MODULE}";`,
    `export * from "${MODULE}";`,
    `const asItIs = module => ({ value: module[${JSON.stringify(key)}], fallback: module.default });`,
    `const { value, fallback } = (globalThis[Symbol.for("${STAND_IN}")] ?? asItIs)(module);`,
    `export { value as ${JSON.stringify(key)} };`,
    key === 'default' ? '' : 'export default fallback;',
  ];
  return lines.join('\n');
}

/** Returns what the stand-in exports under the handler's first key, and as default. */
function exportsOfStandIn(
  module: Exports,
  keys: HandlerPlace['keys'],
  replace: (handler: Handler) => Handler,
) {
  const [key] = keys;
  // A CommonJS module may have exports that only its default shows; the runtime looks there next.
  if (module[key] === undefined)
    return { value: undefined, fallback: replaceExport(module.default as Exports, keys, replace) };
  return { value: replaceExport({ [key]: module[key] }, keys, replace)[key], fallback: module.default };
}

interface Resolved {
  readonly url: string;
}
type NextResolve = (specifier: string, context: unknown) => Resolved;

/** Puts a stand-in, as a `data:` URL, in the place of the first import of one of these modules. */
function hookImport(specifiers: readonly string[], source: string, onFound: () => void): () => void {
  if (typeof Module.registerHooks !== 'function') {
    Module.register(threadHook(specifiers, source));
    return () => {}; // It ends with the first import.
  }
  let isOver = false;
  const resolve = (specifier: string, context: unknown, next: NextResolve) => {
    const resolved = next(specifier, context);
    if (isOver || !specifiers.includes(specifier) || !isImport(context)) return resolved;
    isOver = true;
    onFound();
    const url = `data:text/javascript,${encodeURIComponent(source.replaceAll(MODULE, () => resolved.url))}`;
    return { url, format: 'module', shortCircuit: true };
  };
  const hooks = Module.registerHooks({ resolve: resolve as never });
  return () => {
    isOver = true;
    hooks.deregister();
  };
}

/** This hook as a module, for Nodes that run hooks on a thread of their own (Node 20, and 22 before 22.15). */
function threadHook(specifiers: readonly string[], source: string): string {
  const code = `
    let isOver = false;
    export async function resolve(specifier, context, next) {
      const resolved = await next(specifier, context);
      if (isOver || !${JSON.stringify(specifiers)}.includes(specifier)) return resolved;
      isOver = true;
      const source = ${JSON.stringify(source)}.replaceAll('${MODULE}', () => resolved.url);
      return { url: 'data:text/javascript,' + encodeURIComponent(source), format: 'module', shortCircuit: true };
    }`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/** False for `require`, which goes by the other way. */
function isImport(context: unknown): boolean {
  const { conditions } = context as { readonly conditions?: Iterable<string> };
  return [...(conditions ?? [])].includes('import');
}

/** Part of Node's CommonJS loader that has no types. */
const loader = Module.prototype as unknown as { load(this: CommonJsModule, filename: string): void };
