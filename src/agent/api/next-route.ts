import type { Attributes } from '@opentelemetry/api';

/**
 * Finds the route in a span of Next.js, as its name and attributes are at the start or later. Spans start with the route, while
 * their request's gets it after the response, when the span of http has ended.
 */
export function nextRoute(
  name: string,
  attributes: Attributes | undefined,
  version: string | undefined,
): string | undefined {
  const { 'next.route': given, 'next.span_type': type } = attributes ?? {};
  if (type === 'Node.runHandler') return PAGES_API.exec(name)?.[1];
  if (typeof given !== 'string' || ERROR_PAGE.test(given)) return undefined;
  return type === 'AppRouteRouteHandlers.runHandler' && version === VERSION_BEFORE_16
    ? given.replace(GROUPS, '').replace(/\/route$/, '') || '/'
    : given;
}

/** Handlers in `pages/api` have the route in their name alone. */
const PAGES_API = /^executing api route \(pages\) (\/.*)$/;
/** Pages that Next.js shows in the place of the requested one. It names no route for them either. */
const ERROR_PAGE = /^\/(_not-found|_error|404|500)$/;
/** Next.js 15 gives the place of a handler's file instead: `/(shop)/items/[id]/route`. */
const GROUPS = /\/\([^/.]+\)(?=\/)/g;
const VERSION_BEFORE_16 = '0.0.1';
