import { type Tracer, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { activeContext } from '../../../../tracing/context-manager';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { isLeftOut } from '../../is-left-out';
import { type HandlerRun, runHandler } from '../../run-handler';

type Handler = (this: unknown, ...args: unknown[]) => unknown;

/** Used parts of a router's middleware, `router.routes()`. */
interface Routes {
  readonly router?: { readonly stack?: readonly RouterLayer[] };
}

interface RouterLayer {
  readonly path?: { toString(): string };
  readonly stack: Handler[];
}

interface KoaContext {
  readonly _matchedRoute?: { toString(): string };
  readonly _matchedRouteName?: string;
}

interface Route {
  readonly instruments: { readonly tracer: Tracer };
  readonly name: string;
  readonly options: SharingOptions;
}

/** Handlers with spans: a router that is used twice has them already. */
const traced = new WeakSet<Handler>();

/** Gives the handlers of a router their spans; other middleware stays as it is. */
export function traceRoutes(instruments: Route['instruments'], middleware: unknown): void {
  if (typeof middleware !== 'function') return;
  try {
    for (const { path, stack } of (middleware as Routes).router?.stack ?? [])
      for (const [index, handler] of stack.entries())
        if (isTraceable(handler)) stack[index] = tracing(routeOf(instruments, path?.toString()), handler);
  } catch (error) {
    ownDiag.error('koa: the routes of a router could not be traced', error);
  }
}

/** Handlers of Koa 1, generators, are left alone. */
function isTraceable(handler: Handler): boolean {
  return !traced.has(handler) && !/^(?:Async)?GeneratorFunction$/.test(handler.constructor.name);
}

function routeOf(instruments: Route['instruments'], path: string | undefined): Route {
  const attributes = { 'koa.name': path, 'koa.type': 'router', 'http.route': path };
  return { instruments, name: `router - ${path}`, options: sharingOptions(attributes) };
}

function tracing(route: Route, handler: Handler): Handler {
  const replacement = looksLike<Handler>(handler, function (...args) {
    const run = begin(route, args[0] as KoaContext);
    return run === undefined ? handler.apply(this, args) : runHandler(run, handler, this, args);
  });
  traced.add(replacement);
  return replacement;
}

/** Names the request's route, and starts the span; undefined without a span above, or below a span that is not recorded. */
function begin({ instruments, name, options }: Route, koa: KoaContext): HandlerRun | undefined {
  try {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    if (above === undefined) return undefined;
    const metadata = getRPCMetadata(caller);
    if (metadata?.type === RPCType.HTTP && koa._matchedRoute) metadata.route = koa._matchedRoute.toString();
    if (isLeftOut(above)) return undefined;
    const span = instruments.tracer.startSpan(koa._matchedRouteName || name, options, caller);
    return { span, parent: caller };
  } catch (error) {
    ownDiag.error('koa: a handler could not be traced', error);
    return undefined;
  }
}
