import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/find-my-way.generated.json';
import { HandlerRoutes } from './routers/handler-routes';

type Method = (this: unknown, ...args: unknown[]) => unknown;

interface Router {
  on: Method;
  find: Method;
}

/** Tells the server's span the route that a request has in find-my-way. It makes no spans of its own. */
export class FindMyWayInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #routes = new HandlerRoutes();

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const { prototype } = Object(exports) as { prototype?: Router };
    if (name !== 'find-my-way' || typeof prototype?.on !== 'function') return [];
    return [this.#patchOn(prototype), this.#patchFind(prototype)];
  }

  /** `on(method, path, options?, handler)`; it calls itself for a path with an optional part. */
  #patchOn(prototype: Router): () => void {
    const routes = this.#routes;
    const { on } = prototype;
    let isWithin = false;
    return patchFunction(prototype, 'on', function (...args) {
      if (isWithin) return on.apply(this, args);
      isWithin = true;
      try {
        const result = on.apply(this, args);
        routes.add(typeof args[2] === 'function' ? args[2] : args[3], args[1]);
        return result;
      } finally {
        isWithin = false;
      }
    });
  }

  #patchFind(prototype: Router): () => void {
    const routes = this.#routes;
    const { find } = prototype;
    return patchFunction(prototype, 'find', function (...args) {
      const found = find.apply(this, args);
      if (found) routes.note((found as { handler?: unknown }).handler);
      return found;
    });
  }
}
