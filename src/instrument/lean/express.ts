import { diag, type MeterProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { Hook } from '../upstream-hooks';
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
import scopes from './scopes.generated.json';

/** How Express 4 and 5 call what runs a layer. */
type LayerClass = { handle_request?: HandleRequest; handleRequest?: HandleRequest };
type RouterClass = Router & Record<'use' | 'route', (...args: unknown[]) => unknown>;

/**
 * The route of each request, and a span for what handles it: what upstream's instrumentation gives where middleware has
 * no spans. No function of the app's is wrapped: one method for all layers is.
 */
export class ExpressInstrumentation implements Instrumentation {
  readonly instrumentationName = scopes.express.name;
  readonly instrumentationVersion = scopes.express.version;
  #tracer: Tracer = trace.getTracer(this.instrumentationName, this.instrumentationVersion);
  readonly #undo: (() => void)[] = [];
  readonly #layerClasses = new WeakSet<LayerClass>();
  #isHooked = false;

  enable(): void {
    if (this.#isHooked) return;
    this.#isHooked = true;
    new Hook(null, undefined, (exports, name) => {
      if (name === 'express') this.#patch(exports as { Router: RouterClass & { prototype: RouterClass } });
      return exports;
    });
  }

  disable(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  setTracerProvider(provider: TracerProvider): void {
    this.#tracer = provider.getTracer(this.instrumentationName, this.instrumentationVersion);
  }

  setMeterProvider(_provider: MeterProvider): void {}

  setConfig(): void {}

  getConfig(): { enabled?: boolean } {
    return {};
  }

  /** In Express 4 the routers' methods are on `Router` itself. */
  #patch({ Router }: { Router: RouterClass & { prototype: RouterClass } }): void {
    const routers = typeof Router.prototype?.route === 'function' ? Router.prototype : Router;
    for (const name of ['use', 'route'] as const) {
      const original = routers[name];
      const mark = (router: Router, first: unknown) => this.#mark(router, first);
      const marking = function (this: Router, ...args: unknown[]) {
        const result = original.apply(this, args);
        mark(this, args[0]);
        return result;
      };
      this.#undo.push(patchFunction(routers, name, marking));
    }
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
    this.#undo.push(patchFunction(layers, name, this.#tracingHandle(original)));
  }

  #tracingHandle(original: HandleRequest): HandleRequest {
    const tracer = () => this.#tracer;
    return function (this: Layer, request, response, next) {
      const mark = MarkedLayer.markOf(this);
      // More than three parameters are an error handler's: the router goes past it.
      if (mark === undefined || this.handle.length > 3) return original.call(this, request, response, next);
      const way = enter(request, mark);
      if (way === undefined || !mark.isHandler) return original.call(this, request, response, next);
      return runInSpan(tracer(), { layer: this, original, request, response, next, way });
    };
  }
}

function enter(request: ExpressRequest, mark: LayerMark): RequestWay | undefined {
  try {
    const way = RequestWay.of(request);
    way.enter(mark, request.originalUrl);
    return way;
  } catch (error) {
    diag.error('express: a request could not be followed', error);
    return undefined;
  }
}
