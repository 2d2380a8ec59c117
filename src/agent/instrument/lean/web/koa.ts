import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/koa.generated.json';
import { traceRoutes } from './koa/trace-routes';

type Use = (this: unknown, ...args: unknown[]) => unknown;

interface Exports {
  readonly prototype: { use: Use };
}

/** Makes a span for each handler of a route, as upstream's instrumentation does without middleware spans. */
export class KoaInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== 'koa') return [];
    const { prototype } = defaultOf(exports);
    if (this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const { instruments } = this;
    const { use } = prototype;
    const using: Use = function (...args) {
      traceRoutes(instruments, args[0]);
      return use.apply(this, args);
    };
    return [patchFunction(prototype, 'use', using)];
  }
}

/** Returns the exports of CommonJS, also from the module object of an `import`. */
function defaultOf(exports: unknown): Exports {
  const module = exports as { default: Exports; [Symbol.toStringTag]?: string };
  return module[Symbol.toStringTag] === 'Module' ? module.default : (exports as Exports);
}
