import type { ServerResponse } from 'node:http';
import { diag } from '@opentelemetry/api';
import { runInSpan } from './express/handler-span';
import {
  type ExpressRequest,
  type HandleRequest,
  type Layer,
  type LayerMark,
  MarkedLayer,
  type Router,
} from './express/layer';
import { RequestWay } from './express/request-way';
import { patchFunction } from './patch-function';
import { PatchingInstrumentation } from './patching-instrumentation';
import scopes from './scopes.generated.json';

/** How Express 4 and 5 call what runs a layer. */
type LayerClass = { handle_request?: HandleRequest; handleRequest?: HandleRequest };
type RouterClass = Router & Record<'use' | 'route', (...args: unknown[]) => unknown>;

/**
 * The route of each request, and a span for what handles it: what upstream's instrumentation gives where middleware has
 * no spans. No function of the app's is wrapped: one method for all layers is.
 */
export class ExpressInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #layerClasses = new WeakSet<LayerClass>();

  constructor(options: object) {
    super(scopes.express, options, () => ({}));
  }

  /** In Express 4 the routers' methods are on `Router` itself. */
  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== 'express') return [];
    const { Router } = exports as { Router: RouterClass & { prototype: RouterClass } };
    const routers = typeof Router.prototype?.route === 'function' ? Router.prototype : Router;
    return (['use', 'route'] as const).map(method => {
      const original = routers[method];
      const mark = (router: Router, first: unknown) => this.#mark(router, first);
      const marking = function (this: Router, ...args: unknown[]) {
        const result = original.apply(this, args);
        mark(this, args[0]);
        return result;
      };
      return patchFunction(routers, method, marking);
    });
  }

  #mark(router: Router, first: unknown): void {
    const layer = MarkedLayer.add(router, first);
    if (layer === undefined) return;
    const layers = Object.getPrototypeOf(layer) as LayerClass;
    if (this.#layerClasses.has(layers)) return;
    this.#layerClasses.add(layers);
    const name = layers.handleRequest === undefined ? 'handle_request' : 'handleRequest';
    const original = layers[name];
    if (original === undefined) return;
    this.undoLater(patchFunction(layers, name, this.#tracingHandle(original)));
  }

  #tracingHandle(original: HandleRequest): HandleRequest {
    const { instruments } = this;
    return function (this: Layer, request, response, next) {
      const mark = MarkedLayer.markOf(this);
      // More than three parameters are an error handler's: the router goes past it.
      if (mark === undefined || this.handle.length > 3) return original.call(this, request, response, next);
      const way = enter(request, response, mark);
      if (way === undefined || !mark.isHandler) return original.call(this, request, response, next);
      return runInSpan(instruments.tracer, { layer: this, original, request, response, next, way });
    };
  }
}

function enter(request: ExpressRequest, response: ServerResponse, mark: LayerMark): RequestWay | undefined {
  try {
    const way = RequestWay.of(request, response);
    way.enter(mark, request.originalUrl);
    return way;
  } catch (error) {
    diag.error('express: a request could not be followed', error);
    return undefined;
  }
}
