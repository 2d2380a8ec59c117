import { markModule } from './mark/mark-module';

/** Part of a loader's `this` in webpack, Rspack and Turbopack. */
interface LoaderContext {
  readonly resourcePath: string;
  callback(error: null, source: string | Buffer, map: unknown): void;
  emitWarning(warning: Error): void;
}

/** Loader that marks a module. Source maps stay right as they are, since the code is added at the end. */
export function markingLoader(this: LoaderContext, source: string | Buffer, map: unknown): void {
  const marked = markModule(String(source), this.resourcePath);
  if (marked?.problem !== undefined) this.emitWarning(new Error(marked.problem));
  this.callback(null, marked?.code ?? source, map);
}
