import { type SharingOptions, sharingOptions } from '../../../tracing/shared-attributes';

/**
 * The patterns under which a request has come down to a layer, `/api` of `app.use` and `/items/:id` of the route below
 * it, and what `http.route` says of them. One object for each way down, made once: the same routes come again.
 */
export class RoutePattern {
  /** Where a request is before any layer. */
  static readonly top = new RoutePattern([]);

  readonly last: string | undefined;
  /** The patterns joined, but for those that match anything; empty where there are no others. */
  readonly text: string;
  /** Of a request handler's span. */
  readonly handlerName: string;
  readonly #patterns: readonly string[];
  readonly #below = new Map<string, RoutePattern>();
  readonly #isRoot: boolean;
  readonly #route: string;
  readonly #isSure: boolean;
  #withRoute: SharingOptions | undefined;
  #withoutRoute: SharingOptions | undefined;

  private constructor(patterns: readonly string[]) {
    this.#patterns = patterns;
    this.last = patterns.at(-1);
    this.text = patterns
      .filter(pattern => !MATCHES_ANYTHING.test(pattern))
      .join('')
      .replace(/\/{2,}/g, '/');
    this.handlerName = `request handler - ${this.text || this.last}`;
    this.#isRoot = patterns.every(pattern => pattern === '/');
    const isExpression = this.text === '*' || (this.text.includes('/') && /[,\\*[]/.test(this.text));
    this.#route = isExpression || this.text.startsWith('/') ? this.text : `/${this.text}`;
    this.#isSure = isExpression || /[:*]/.test(this.#route);
  }

  below(pattern: string): RoutePattern {
    const known = this.#below.get(pattern);
    if (known !== undefined) return known;
    const made = new RoutePattern([...this.#patterns, pattern]);
    if (this.#below.size < MAX_KEPT) this.#below.set(pattern, made);
    return made;
  }

  /** What the span of a request's handler begins with. */
  handlerOptions(originalUrl: string): SharingOptions {
    const route = this.routeOf(originalUrl);
    if (route !== undefined) {
      this.#withRoute ??= this.#optionsWith({ 'http.route': route });
      return this.#withRoute;
    }
    this.#withoutRoute ??= this.#optionsWith({});
    return this.#withoutRoute;
  }

  #optionsWith(route: { 'http.route'?: string }): SharingOptions {
    const name = (this.text || this.last) ?? 'request handler';
    return sharingOptions({ ...route, 'express.name': name, 'express.type': 'request_handler' });
  }

  /** `http.route` of a request that has come here; undefined where what it asks for is not what the patterns say. */
  routeOf(originalUrl: string): string | undefined {
    if (this.last === undefined) return undefined;
    if (this.#isRoot) return originalUrl === '/' ? '/' : undefined;
    return this.#isSure || originalUrl.startsWith(this.#route) ? this.#route : undefined;
  }
}

/** More than a router has routes; beyond it somebody adds them with each request. */
const MAX_KEPT = 5000;

const MATCHES_ANYTHING = /^\/(?:\*|\{\*[^}]*\})?$/;
