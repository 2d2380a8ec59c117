import type { ServerResponse } from 'node:http';
import { ownDiag } from '../../../shared/log';
import { enterContext, leaveContext } from '../../tracing/context-manager';
import { HandlerSpan } from './express/handler-span';
import {
  type Adding,
  type ExpressRequest,
  type HandleRequest,
  isPassedBy,
  type Layer,
  type LayerMark,
  MarkedLayer,
  type Router,
} from './express/layer';
import { passing } from './express/passing';
import { RequestFollower } from './express/request-follower';
import { patchFunction } from './patch-function';
import { PatchingInstrumentation } from './patching-instrumentation';
import scope from './scopes/express.generated.json';

/** Method that runs a layer, by its names in Express 4 and 5. */
type LayerClass = { handle_request?: HandleRequest; handleRequest?: HandleRequest };
type RouterClass = Router & Record<'use' | 'route' | 'handle', (...args: unknown[]) => unknown>;

/**
 * Finds the route of each request and makes a span for its handlers, as upstream's instrumentation does without
 * middleware spans. It wraps a single method for all layers, and no function of the app.
 */
export class ExpressInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #layerClasses = new WeakSet<LayerClass>();
  /** Patched routers. Express 5 has them from another package, which may stay loaded when Express is loaded anew. */
  readonly #routers = new WeakSet<RouterClass>();

  /** Router methods that were replaced. */
  readonly #patched: RouterClass[] = [];

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  /** Patches the routers' methods, which in Express 4 are on `Router` itself. */
  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== 'express') return [];
    const { Router } = exports as { Router: RouterClass & { prototype: RouterClass } };
    const routers = typeof Router.prototype?.route === 'function' ? Router.prototype : Router;
    if (this.#routers.has(routers)) return [];
    this.#routers.add(routers);
    this.#patched.push(routers);
    return (['use', 'route'] as const).map(adding => {
      const original = routers[adding];
      const mark = (router: Router, before: number, first: unknown) =>
        this.#mark(router.stack.slice(before), router, adding, first);
      const marking = function (this: Router, ...args: unknown[]) {
        const before = this?.stack?.length;
        const result = original.apply(this, args);
        if (before !== undefined) mark(this, before, args[0]);
        return result;
      };
      return patchFunction(routers, adding, marking);
    });
  }

  /** Marks the layers of routers that were made before, with each router's next request. */
  reachEarlier(): void {
    const known = new WeakSet<Router>();
    const reach = (router: Router) => this.#reach(router, known);
    for (const routers of this.#patched) {
      const original = routers.handle;
      const handle = function (this: Router, ...args: unknown[]) {
        if (!known.has(this)) reach(this);
        return original.apply(this, args);
      };
      this.undoLater(patchFunction(routers, 'handle', handle));
    }
  }

  #reach(router: Router, known: WeakSet<Router>): void {
    known.add(router);
    try {
      MarkedLayer.addEarlier(router);
      const [layer] = router.stack;
      if (layer !== undefined) this.#patchLayers(Object.getPrototypeOf(layer));
    } catch (error) {
      ownDiag.error('express: a router could not be followed', error);
    }
  }

  #mark(added: readonly Layer[], router: Router, adding: Adding, first: unknown): void {
    MarkedLayer.add(added, router, adding, first);
    const [layer] = added;
    if (layer === undefined) return;
    this.#patchLayers(Object.getPrototypeOf(layer));
  }

  #patchLayers(layers: LayerClass): void {
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
      // Leaves out error handlers, which have more than three parameters: the router goes past them.
      if (mark === undefined || this.handle.length > 3 || isPassedBy(this, request))
        return original.call(this, request, response, next);
      const follower = enter(request, response, mark);
      if (follower === undefined || !mark.isRoute) return original.call(this, request, response, next);
      const call = { layer: this, mark, request, response, follower };
      const handler = HandlerSpan.start(instruments.tracer, call);
      if (handler === undefined) return original.call(this, request, response, passing(call, next));
      const before = enterContext(handler.context);
      try {
        return original.call(this, request, response, handler.nextAfter(next));
      } finally {
        leaveContext(before);
        handler.endWithResponse();
      }
    };
  }
}

function enter(
  request: ExpressRequest,
  response: ServerResponse,
  mark: LayerMark,
): RequestFollower | undefined {
  try {
    const follower = RequestFollower.of(request, response);
    follower.enter(mark, request, response);
    return follower;
  } catch (error) {
    ownDiag.error('express: a request could not be followed', error);
    return undefined;
  }
}
