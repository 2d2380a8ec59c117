import { type Attributes, type Context, context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';

/** The tracer of Next.js, for spans of its own. */
export const NEXT_TRACER = 'next.js';

/**
 * Next.js has the route of a request on spans that it begins early. To the server's span it gives the route, too, but
 * mostly after the response, when that span has ended; so it is passed on as a framework's is, which names the span.
 */
export function passOnNextRoute(attributes: Attributes | undefined, within?: Context): void {
  const route = attributes?.['next.route'];
  if (typeof route !== 'string' || ERROR_PAGE.test(route)) return;
  const request = getRPCMetadata(within ?? context.active());
  if (request !== undefined) request.route = route;
}

/** Shown in the place of what was asked for, and no route to it: Next.js itself gives none then. */
const ERROR_PAGE = /^\/(_not-found|_error|404|500)$/;
