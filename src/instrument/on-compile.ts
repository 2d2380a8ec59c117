import Module from 'node:module';

/** A CommonJS module, or an ES module that is required, about to be compiled. `format` is undefined where only its syntax tells. */
export interface Compiled {
  readonly content: string;
  readonly filename: string;
  readonly format: string | undefined;
}

type Compile = (content: string, filename: string, format?: string, ...rest: unknown[]) => unknown;

/** Lays `around` about the compiling and running of each module that `isOfInterest`; all others pay for that question alone. */
export function onCompile(
  isOfInterest: (module: Compiled) => boolean,
  around: (module: Compiled, compile: (content: string) => unknown) => unknown,
): () => void {
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const original = prototype._compile;
  let isOver = false;
  const compile: Compile = function (this: unknown, content, filename, format, ...rest) {
    if (isOver || !isOfInterest({ content, filename, format }))
      return original.call(this, content, filename, format, ...rest);
    return around({ content, filename, format }, changed =>
      original.call(this, changed, filename, format, ...rest),
    );
  };
  prototype._compile = compile;
  return () => {
    isOver = true;
    if (prototype._compile === compile) prototype._compile = original;
  };
}
