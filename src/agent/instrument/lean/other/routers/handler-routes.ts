import type { Span } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { activeContext } from '../../../../tracing/context-manager';

/** Routes by their handlers, for routers that find a request's handlers without the pattern. */
export class HandlerRoutes {
  readonly #routes = new WeakMap<object, string | undefined>();

  /** Remembers the route of a handler; a handler of several routes tells none. */
  add(handler: unknown, route: unknown): void {
    if (typeof handler !== 'function' || typeof route !== 'string') return;
    const isKnown = this.#routes.has(handler) && this.#routes.get(handler) !== route;
    this.#routes.set(handler, isKnown ? undefined : route);
  }

  /** Tells the server's span the route of the handler that was found, if `isWanted` agrees. */
  note(handler: unknown, isWanted: (server: Span) => boolean = () => true): void {
    try {
      const metadata = getRPCMetadata(activeContext());
      if (metadata?.span === undefined || !isWanted(metadata.span)) return;
      const route = typeof handler === 'function' ? this.#routes.get(handler) : undefined;
      if (route !== undefined) metadata.route = route;
    } catch (error) {
      ownDiag.error('a route could not be read', error);
    }
  }
}
