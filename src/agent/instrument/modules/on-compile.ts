import Module from 'node:module';
import { showAs } from './show-as';

/** CommonJS module, or required ES module, that is about to be compiled. `format` is undefined if only its syntax tells. */
export interface Compiled {
  readonly content: string;
  readonly filename: string;
  readonly format: string | undefined;
}

/** Change to a module: the source that runs in place of its own, and `end` for when it has run or thrown. */
export interface CompileChange {
  readonly content: string;
  end(): void;
}

type Compile = (content: string, filename: string, format?: string, ...rest: unknown[]) => unknown;

/**
 * Calls `begin` before each module is compiled and run; those for which it returns nothing pay for that question alone. It
 * must not throw. The app's stacks show one frame for each module. Returns a function that ends it.
 */
export function onCompile(begin: (module: Compiled) => CompileChange | undefined): () => void {
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const original = prototype._compile;
  let isOver = false;
  const compile: Compile = function (this: unknown, content, filename, format, ...rest) {
    const change = isOver ? undefined : begin({ content, filename, format });
    if (change === undefined) return original.call(this, content, filename, format, ...rest);
    try {
      return original.call(this, change.content, filename, format, ...rest);
    } finally {
      change.end();
    }
  };
  prototype._compile = showAs(original, compile);
  return () => {
    isOver = true;
    if (prototype._compile === compile) prototype._compile = original;
  };
}
