import type { Span } from '@opentelemetry/api';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/polka.generated.json';
import { HandlerRoutes } from './routers/handler-routes';

interface Router {
  add: (this: Router, method: string, route: unknown, ...handlers: unknown[]) => unknown;
  find: (this: Router, method: string, url: string) => Found | false;
}

interface Found {
  readonly handlers?: readonly unknown[];
}

/** Tells the server's span the route that a request has in polka, whose router is trouter. It makes no spans of its own. */
export class PolkaInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #routes = new HandlerRoutes();
  /** Servers' spans that have been asked about: an app within another knows its part of the path alone. */
  readonly #asked = new WeakSet<Span>();

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown): (() => void)[] {
    const { Trouter = exports } = Object(exports) as { Trouter?: unknown };
    const { prototype } = Object(Trouter) as { prototype?: Router };
    if (typeof prototype?.add !== 'function' || typeof prototype.find !== 'function') return [];
    return [this.#patchAdd(prototype), this.#patchFind(prototype)];
  }

  #patchAdd(prototype: Router): () => void {
    const routes = this.#routes;
    const { add } = prototype;
    return patchFunction(prototype, 'add', function (method, route, ...handlers) {
      routes.add(handlers.flat().at(-1), route);
      return add.call(this, method, route, ...handlers);
    });
  }

  #patchFind(prototype: Router): () => void {
    const routes = this.#routes;
    const asked = this.#asked;
    const isFirst = (server: Span) => !asked.has(server) && asked.add(server) !== undefined;
    const { find } = prototype;
    return patchFunction(prototype, 'find', function (method, url) {
      const found = find.call(this, method, url);
      routes.note(found ? found.handlers?.at(-1) : undefined, isFirst);
      return found;
    });
  }
}
