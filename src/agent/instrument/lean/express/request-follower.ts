import type { ServerResponse } from 'node:http';
import { getRPCMetadata } from '@opentelemetry/core';
import { activeContext } from '../../../tracing/context-manager';
import { ReturnOverride } from '../emitters/return-override';
import { watchOn } from '../emitters/watch-emitters';
import type { EmitterWatch, Follower } from '../emitters/watched';
import type { ExpressRequest, LayerMark, Router } from './layer';
import { RoutePattern } from './route-pattern';

/** Router that a request has come into, and the request's position then. */
interface Entry {
  readonly router: Router;
  readonly base: RoutePattern;
  /** The request's `baseUrl` before this router's layers take parts off its URL. */
  readonly baseUrl: string;
  /** True if the router is among a route's own handlers: requests that it passes on stay in that route. */
  readonly isWithinRoute: boolean;
  readonly outer: Entry | undefined;
}

/**
 * Follows a request through the routers and finds the layer that answers. A layer with a route says when it passes the
 * request on. The `next` of other layers is not watched: `baseUrl` grows while a request is in a mounted layer, and a
 * router takes that back.
 */
export class RequestFollower implements Follower {
  /** Position of the request now. */
  at = RoutePattern.top;
  /** Watch on the request and its response. */
  readonly watch: EmitterWatch | undefined;
  #entry: Entry | undefined;
  #baseUrl = '';
  #isInRoute = false;
  /** The route that has answered; later layers do not change it. */
  #answered: RoutePattern | undefined;
  /** The route whose error is being handled, through all error handlers. */
  #failed: RoutePattern | undefined;
  /** Metadata of the server span, which takes `http.route` from there. */
  readonly #metadata = getRPCMetadata(activeContext()) as { route: string | undefined } | undefined;
  #written: string | undefined;

  constructor(watch?: EmitterWatch) {
    this.watch = watch;
  }

  /** Returns the way of a request, kept with the watch on the server's request if any: a field costs more. */
  static of(request: ExpressRequest, response: ServerResponse): RequestFollower {
    const watch = watchOn(response);
    if (watch === undefined)
      return KeptFollower.of(request) ?? KeptFollower.keep(request, new RequestFollower());
    watch.follower ??= new RequestFollower(watch);
    return watch.follower as RequestFollower;
  }

  /** Notes that the request has come to a layer. */
  enter(mark: LayerMark, request: ExpressRequest, response: ServerResponse): void {
    if (response.headersSent) this.#answered ??= this.#failed ?? this.at;
    this.#failed = undefined; // The router skips all layers except error handlers, until an error handler is content.
    const { base } = this.#enterRouter(mark.router);
    this.at = mark.pattern === undefined ? base : base.below(mark.pattern);
    this.#baseUrl = request.baseUrl;
    this.#isInRoute = mark.isRoute;
    // Writes a route at once; layers below may overwrite it. Without a watch nothing settles the way: the last layer counts.
    if (mark.isRoute || this.watch === undefined) this.#write(this.#answered ?? this.at);
  }

  /** Notes that a route passes the request on, having answered or not. */
  leave({ router }: LayerMark, response: ServerResponse): void {
    if (response.headersSent) this.#answered ??= this.at;
    const { base } = this.#enterRouter(router);
    this.at = base;
    this.#isInRoute = false;
  }

  /** Notes that a route passes an error on. */
  fail(): void {
    this.#failed ??= this.at;
  }

  /** Writes the route when the response is over, unless another instrumentation has written it. */
  settle(request: object): void {
    if (this.#metadata === undefined || this.#metadata.route !== this.#written) return;
    this.#write(this.#answered ?? this.#failed ?? this.#answering((request as ExpressRequest).baseUrl));
  }

  #write({ route }: RoutePattern): void {
    this.#written = route;
    if (this.#metadata !== undefined) this.#metadata.route = route;
  }

  /** Returns the innermost layer that the request has not left. */
  #answering(baseUrl: string): RoutePattern {
    let { at } = this;
    if (this.#isInRoute) return at;
    for (let entry = this.#entry; entry !== undefined; entry = entry.outer) {
      if (at !== entry.base && baseUrl.length > entry.baseUrl.length) return at;
      at = entry.base;
      if (entry.isWithinRoute) return at;
    }
    return at;
  }

  #enterRouter(router: Router): Entry {
    let entry = this.#entry;
    while (entry !== undefined && entry.router !== router) entry = entry.outer;
    this.#entry = entry ?? {
      router,
      base: this.at,
      baseUrl: this.#baseUrl,
      isWithinRoute: this.#isInRoute,
      outer: this.#entry,
    };
    return this.#entry;
  }
}

/** Keeps the way on a request. */
class KeptFollower extends ReturnOverride {
  #follower: RequestFollower;

  private constructor(request: object, follower: RequestFollower) {
    super(request);
    this.#follower = follower;
  }

  static of(request: object): RequestFollower | undefined {
    return #follower in request ? (request as KeptFollower).#follower : undefined;
  }

  static keep(request: object, follower: RequestFollower): RequestFollower {
    new KeptFollower(request, follower);
    return follower;
  }
}
