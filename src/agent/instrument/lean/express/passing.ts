import type { ServerResponse } from 'node:http';
import type { LayerMark, Next } from './layer';
import type { RequestFollower } from './request-follower';

/** Route, response and way of a request that handlers pass on. */
interface Passed {
  readonly mark: LayerMark;
  readonly response: ServerResponse;
  readonly follower: RequestFollower;
}

/** Wraps the `next` for handlers without a span: the metric needs the route too. */
export function passing(passed: Passed, next: Next): Next {
  return function (this: unknown, error, ...rest) {
    passOn(passed, error);
    return next.call(this, error, ...rest);
  };
}

/** Notes that a request leaves its route, or that the route has failed. */
export function passOn({ mark, response, follower }: Passed, error: unknown): void {
  if (isError(error)) follower.fail();
  else follower.leave(mark, response);
}

/** Tells whether `next` got an error, as routers do: falsy values are none, and `route` and `router` only skip ahead. */
export function isError(error: unknown): boolean {
  return Boolean(error) && error !== 'route' && error !== 'router';
}
