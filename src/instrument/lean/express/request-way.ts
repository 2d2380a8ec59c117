import type { ServerResponse } from 'node:http';
import { getRPCMetadata } from '@opentelemetry/core';
import { activeContext } from '../../../tracing/context-manager';
import { Existing } from '../emitters/existing';
import { watchOn } from '../emitters/watch-emitters';
import type { EmitterWatch } from '../emitters/watched';
import type { ExpressRequest, LayerMark, Router } from './layer';
import { RoutePattern } from './route-pattern';

/** A router that a request has come into, and where it was then. */
interface Entry {
  readonly router: Router;
  base: RoutePattern;
  readonly outer: Entry | undefined;
}

/**
 * The way of one request through the routers: below which of their patterns it is. A further layer of the same router
 * means that the layer before it has passed the request on, so nobody's `next` has to be watched for that.
 */
export class RequestWay {
  /** Where the request is now. */
  at = RoutePattern.top;
  #entry: Entry | undefined;
  /** The server span's, which takes `http.route` from there. */
  readonly #metadata = getRPCMetadata(activeContext()) as { route: string | undefined } | undefined;
  /** On the request and its response. */
  readonly watch: EmitterWatch | undefined;

  constructor(watch?: EmitterWatch) {
    this.watch = watch;
  }

  /** Kept with the watch on the server's request, where there is one: cheaper than a field on a request. */
  static of(request: ExpressRequest, response: ServerResponse): RequestWay {
    const watch = watchOn(response);
    if (watch === undefined) return KeptWay.of(request) ?? KeptWay.keep(request, new RequestWay());
    watch.way ??= new RequestWay(watch);
    return watch.way as RequestWay;
  }

  /** Notes that the request has come to a layer, and what route that is. */
  enter(mark: LayerMark, originalUrl: string): void {
    const { base } = this.#enterRouter(mark.router);
    this.at = mark.pattern === undefined ? base : base.below(mark.pattern);
    if (this.#metadata !== undefined) this.#metadata.route = this.at.routeOf(originalUrl);
  }

  /** A route has failed: what is done about it, whichever layers that takes, is done for that route. */
  stay(): void {
    for (let entry = this.#entry; entry !== undefined; entry = entry.outer) entry.base = this.at;
  }

  #enterRouter(router: Router): Entry {
    let entry = this.#entry;
    while (entry !== undefined && entry.router !== router) entry = entry.outer;
    this.#entry = entry ?? { router, base: this.at, outer: this.#entry };
    return this.#entry;
  }
}

/** The way that is kept on a request. */
class KeptWay extends Existing {
  #way: RequestWay;

  private constructor(request: object, way: RequestWay) {
    super(request);
    this.#way = way;
  }

  static of(request: object): RequestWay | undefined {
    return #way in request ? (request as KeptWay).#way : undefined;
  }

  static keep(request: object, way: RequestWay): RequestWay {
    new KeptWay(request, way);
    return way;
  }
}
