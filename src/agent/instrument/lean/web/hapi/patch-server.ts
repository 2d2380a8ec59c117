import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { withProperty } from '../../../../upstream/wrapping/with-property';
import { patchFunction } from '../../patch-function';
import { tracingExtension, tracingHandler } from './trace-method';
import type { Instruments, Method, Route, Server } from './types';

/** Has the handlers and extensions that servers of this class are given traced: in copies, since the app's may be frozen. */
export function patchServer(prototype: Server, instruments: Instruments): (() => void)[] {
  const { route, ext } = prototype;
  const { routing } = {
    routing(this: Server, ...args: unknown[]) {
      const [given] = args;
      const traced = (one: Route) => tracedRoute(instruments, one, this.realm?.plugin);
      args[0] = Array.isArray(given) ? given.map(traced) : traced(given as Route);
      return route.apply(this, args);
    },
  };
  const { extending } = {
    extending(this: Server, ...args: unknown[]) {
      return ext.apply(this, tracedExtensions(instruments, args, this.realm?.plugin));
    },
  };
  return [patchFunction(prototype, 'route', routing), patchFunction(prototype, 'ext', extending)];
}

function tracedRoute(instruments: Instruments, route: Route, plugin: string | undefined): Route {
  if (typeof route !== 'object' || route === null) return route;
  const traced = (handler: unknown) => tracingHandler(instruments, route, plugin, handler as Method);
  const withHandler = (one: Route) =>
    typeof one?.handler === 'function' ? withProperty(one, 'handler', traced(one.handler)) : one;
  const { options } = route;
  if (typeof route.handler === 'function') return withHandler(route);
  if (typeof options !== 'function')
    return typeof (options as Route | undefined)?.handler === 'function'
      ? withProperty(route, 'options', withHandler(options as Route))
      : route;
  const making = looksLike(options, function (this: unknown, ...args: unknown[]) {
    return withHandler((options as Method).apply(this, args) as Route);
  });
  return withProperty(route, 'options', making);
}

/** Points of a request's life; servers have further points, of their own life. */
const POINTS = new Set([
  'onRequest',
  'onPreAuth',
  'onCredentials',
  'onPostAuth',
  'onPreHandler',
  'onPostHandler',
  'onPreResponse',
]);

/** Wraps the methods among the arguments of `server.ext`: events, or a point, a method and options. */
function tracedExtensions(instruments: Instruments, args: unknown[], plugin: string | undefined): unknown[] {
  const traced = (method: unknown, point: string): unknown => {
    if (Array.isArray(method)) return method.map(one => traced(one, point));
    return typeof method === 'function'
      ? tracingExtension(instruments, point, plugin, method as Method)
      : method;
  };
  const tracedEvent = (event: unknown) => {
    const { type, method } = Object(event) as { type?: unknown; method?: unknown };
    return isPoint(type) ? withProperty(event as object, 'method', traced(method, type)) : event;
  };
  const [first, method, ...others] = args;
  if (Array.isArray(first)) return [first.map(tracedEvent), ...args.slice(1)];
  if (isPoint(first)) return typeof method === 'function' ? [first, traced(method, first), ...others] : args;
  return [tracedEvent(first), ...args.slice(1)];
}

function isPoint(value: unknown): value is string {
  return typeof value === 'string' && POINTS.has(value);
}
