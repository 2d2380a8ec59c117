import type { Handler } from './types';

export type Exports = Record<string, unknown>;

/**
 * Replaces the handler in a module's exports; returns the exports that have it. They are a copy where a compiler has made
 * its export read-only, as esbuild and TypeScript do, and the same ones where there is no handler.
 */
export function replaceExport(
  exports: Exports,
  [key, ...deeper]: readonly string[],
  replace: (handler: Handler) => Handler,
): Exports {
  if (key === undefined || !isHolder(exports)) return exports;
  const value = exports[key];
  const replaced =
    deeper.length > 0
      ? replaceExport(value as Exports, deeper, replace)
      : typeof value === 'function'
        ? replace(value as Handler)
        : value;
  return replaced === value ? exports : withValue(exports, key, replaced);
}

function isHolder(exports: unknown): exports is Exports {
  return (typeof exports === 'object' && exports !== null) || typeof exports === 'function';
}

function withValue(exports: Exports, key: string, value: unknown): Exports {
  const shape = { value, enumerable: true, configurable: true, writable: true };
  if (Reflect.defineProperty(exports, key, shape)) return exports;
  if (typeof exports === 'function') return exports; // Read-only on a function: the runtime calls it untraced.
  const properties = Object.getOwnPropertyDescriptors(exports);
  return Object.create(Object.getPrototypeOf(exports), { ...properties, [key]: shape });
}
