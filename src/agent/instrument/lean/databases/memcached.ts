import { packageVersion } from '../../../upstream/package-version';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/memcached.generated.json';
import { type Client, tracingCommand } from './memcached/trace-command';

interface MemcachedOptions {
  /** Shows messages of errors as they are. */
  readonly rawStatements?: boolean;
}

/** Makes spans of memcached's commands: upstream's, at less cost. */
export class MemcachedInstrumentation extends PatchingInstrumentation<MemcachedOptions, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: MemcachedOptions) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string, folder: string | undefined): (() => void)[] {
    if (name !== 'memcached') return [];
    const { prototype } = exports as { readonly prototype: Client };
    if (this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const tracing = {
      instruments: this.instruments,
      isRaw: this.options.rawStatements === true,
      version: packageVersion(folder ?? ''),
    };
    return [patchFunction(prototype, 'command', tracingCommand(tracing, prototype.command))];
  }
}
