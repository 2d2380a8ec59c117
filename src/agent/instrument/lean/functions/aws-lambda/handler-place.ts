import path from 'node:path';

/** Place of a handler: files that may hold it, and the way to it from the module's exports. */
export interface HandlerPlace {
  /** Absolute paths, without an extension, and with each that the runtime tries. */
  readonly files: readonly string[];
  /** `['app', 'handler']` for `index.app.handler`. */
  readonly keys: readonly [string, ...string[]];
}

/** Extensions that the runtime tries; a folder's `index.js` is found by its other way of looking, `require.resolve`. */
const ENDINGS = ['', '.js', '.mjs', '.cjs', `${path.sep}index.js`];

/** Reads `_HANDLER`, `folder/file.export`; undefined for a text that the runtime refuses. */
export function handlerPlace(taskRoot: string, handler: string): HandlerPlace | undefined {
  const name = path.basename(handler);
  const [, module, exported] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
  if (module === undefined || exported === undefined) return undefined;
  const file = path.resolve(taskRoot, handler.slice(0, handler.indexOf(name)), module);
  const [first = '', ...others] = exported.split('.');
  return { files: ENDINGS.map(ending => file + ending), keys: [first, ...others] };
}
