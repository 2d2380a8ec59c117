import Module from 'node:module';

/** Part of Node's own module object, which has no types. */
export interface CommonJsModule {
  exports: unknown;
  loaded: boolean;
}

/**
 * Calls `load`, which may load the CommonJS module in `filename`, and `settle` as soon as Node marks that module as loaded.
 * Right after that moment Node stores the exports for its ES module loader, and `import` gives the stored ones, whatever
 * `module.exports` becomes (`Module.prototype.load`, Node 20 to 26).
 */
export function onceLoaded<Result>(
  filename: string,
  load: () => Result,
  settle: (module: CommonJsModule) => void,
): Result {
  const original = prototype.load;
  const watching = function (this: CommonJsModule, name: string): void {
    if (name === filename) {
      restore(); // Modules that this module loads in turn are not waited for.
      whenLoaded(this, settle);
    }
    original.call(this, name);
  };
  const restore = () => {
    if (prototype.load === watching) prototype.load = original;
  };
  prototype.load = watching;
  try {
    return load();
  } finally {
    restore();
  }
}

/** Calls `settle` as soon as Node marks a module as loaded. */
export function whenLoaded(module: CommonJsModule, settle: (module: CommonJsModule) => void): void {
  const shape = { configurable: true, enumerable: true };
  Object.defineProperty(module, 'loaded', {
    ...shape,
    get: () => false,
    set: value => {
      Object.defineProperty(module, 'loaded', { ...shape, value, writable: true });
      settle(module);
    },
  });
}

const prototype = Module.prototype as unknown as { load(this: CommonJsModule, filename: string): void };
