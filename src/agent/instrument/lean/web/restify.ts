import path from 'node:path';
import { packageVersion } from '../../../upstream/package-version';
import { looksLike } from '../../../upstream/wrapping/looks-like';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/restify.generated.json';
import { namingRoute, tracingHandler } from './restify/trace-handler';
import { type Handler, ROUTE_METHODS, type Server, type TracedRestify } from './restify/types';

const SERVER = path.join('restify', 'lib', 'server.js');

/** Makes spans of the handlers of restify's routes, as upstream's instrumentation does without middleware spans. */
export class RestifyInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string, folder: string | undefined): (() => void)[] {
    if (name !== SERVER) return [];
    const { prototype } = exports as { readonly prototype: Server };
    if (this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const tracing = {
      instruments: this.instruments,
      version: packageVersion(folder ?? ''),
      isEnabled: true,
    };
    const leave = () => {
      tracing.isEnabled = false;
    };
    return [leave, ...patchServer(prototype, tracing)];
  }
}

function patchServer(prototype: Server, tracing: TracedRestify): (() => void)[] {
  const { use } = prototype;
  const using = function (this: unknown, ...handlers: unknown[]) {
    return use.apply(
      this,
      wrapEach(handlers, handler => namingRoute(tracing, handler)),
    );
  };
  return [
    patchFunction(prototype, 'use', using),
    ...ROUTE_METHODS.map(method => {
      const add = prototype[method];
      const adding = function (this: unknown, ...args: unknown[]) {
        const [route, ...handlers] = args;
        const traced = wrapEach(handlers, handler => tracingHandler(tracing, method, handler));
        return add.apply(this, args.length === 0 ? args : [route, ...traced]);
      };
      return patchFunction(prototype, method, adding);
    }),
  ];
}

/** Wraps handlers, also in nested arrays; handlers for errors, of four parameters, stay as they are. */
function wrapEach(given: readonly unknown[], wrap: (handler: Handler) => Handler): unknown[] {
  return given.map(one => {
    if (Array.isArray(one)) return wrapEach(one, wrap);
    return typeof one === 'function' && one.length !== 4 ? looksLike(one, wrap(one as Handler)) : one;
  });
}
