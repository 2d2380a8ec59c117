import { isFull } from '../../../memory/share';
import { type SharingOptions, sharingOptions } from '../../../tracing/shared-attributes';

/**
 * Patterns under which a request has come down to a layer, `/api` of `app.use` and `/items/:id` of the route below it,
 * and their `http.route`. Each way down has a single object, made once: routes recur.
 */
export class RoutePattern {
  /** Position of a request before any layer. */
  static readonly top = new RoutePattern([]);

  /** `http.route` of a request that is answered here; undefined if no layer has a pattern. */
  readonly route: string | undefined;
  /** Name of a request handler's span. */
  readonly handlerName: string;
  readonly #patterns: readonly string[];
  readonly #below = new Map<string, RoutePattern>();
  #handlerOptions: SharingOptions | undefined;

  private constructor(patterns: readonly string[]) {
    this.#patterns = patterns;
    const text = patterns
      .filter(pattern => pattern !== '/')
      .join('')
      .replace(/\/{2,}/g, '/');
    this.route = patterns.length === 0 ? undefined : text || '/';
    this.handlerName = `request handler - ${this.route}`;
  }

  below(pattern: string): RoutePattern {
    const known = this.#below.get(pattern);
    if (known !== undefined) return known;
    const made = new RoutePattern([...this.#patterns, pattern]);
    if (!isFull(this.#below.size, MAX_KEPT)) this.#below.set(pattern, made);
    return made;
  }

  /** Returns the options of the span of a route's handlers. */
  handlerOptions(): SharingOptions {
    this.#handlerOptions ??= sharingOptions({
      ...(this.route !== undefined && { 'http.route': this.route }),
      'express.name': this.route ?? 'request handler',
      'express.type': 'request_handler',
    });
    return this.#handlerOptions;
  }
}

/** Exceeds the routes of any router; more come only from an app that adds routes with each request. */
const MAX_KEPT = 5000;
