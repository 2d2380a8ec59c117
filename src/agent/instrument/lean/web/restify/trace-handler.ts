import { trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { activeContext, enterContext, leaveContext } from '../../../../tracing/context-manager';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';
import { whenHostThrows } from '../../../../upstream/exceptions/host-exceptions';
import { isLeftOut } from '../../is-left-out';
import { HandlerSpan } from './handler-span';
import type { Handler, Next, Request, ServerMethod, TracedRestify } from './types';

/** Wraps a handler of `use`: it may answer, and then the request has the route that was found before. */
export function namingRoute(tracing: TracedRestify, handler: Handler): Handler {
  return function (...args) {
    if (tracing.isEnabled) nameRoute(args[0] as Request);
    return handler.apply(this, args);
  };
}

/** Wraps a handler of a route, so that each call has a span, which ends with its return, its promise or its `next`. */
export function tracingHandler(tracing: TracedRestify, method: ServerMethod, handler: Handler): Handler {
  const named = new NamedSpans(tracing, method, handler.name || undefined);
  return function (...args) {
    const span = tracing.isEnabled ? named.begin(args[0] as Request) : undefined;
    if (span === undefined) return handler.apply(this, args);
    if (typeof args[2] === 'function') args[2] = span.endedBy(args[2] as Next);
    let hasThrown = true;
    const before = enterContext(span.context);
    try {
      const result = handler.apply(this, args);
      hasThrown = false;
      return span.endWith(result);
    } finally {
      leaveContext(before);
      // Restify does not catch it, unless it is told to.
      if (hasThrown) whenHostThrows(error => span.fail(error));
    }
  };
}

/** Makes the spans of a handler, which share their attributes: it nearly always has the same route. */
class NamedSpans {
  readonly #tracing: TracedRestify;
  readonly #method: ServerMethod;
  readonly #handler: string | undefined;
  #route: unknown;
  #name = '';
  #options: SharingOptions | undefined;

  constructor(tracing: TracedRestify, method: ServerMethod, handler: string | undefined) {
    this.#tracing = tracing;
    this.#method = method;
    this.#handler = handler;
  }

  /** Starts a span; undefined below a span that is not recorded. */
  begin(request: Request): HandlerSpan | undefined {
    try {
      const route = nameRoute(request);
      const parent = activeContext();
      const above = trace.getSpan(parent);
      if (above !== undefined && isLeftOut(above)) return undefined;
      if (this.#options === undefined || this.#route !== route) this.#describe(route);
      const { tracer } = this.#tracing.instruments;
      return new HandlerSpan(tracer.startSpan(this.#name, this.#options, parent), parent);
    } catch (error) {
      ownDiag.error('restify: a handler could not be traced', error);
      return undefined;
    }
  }

  #describe(route: unknown): void {
    this.#route = route;
    this.#name = `request handler - ${route}`;
    this.#options = sharingOptions({
      'restify.name': this.#handler,
      'restify.version': this.#tracing.version || 'n/a',
      'restify.type': 'request_handler',
      'restify.method': this.#method,
      'http.route': typeof route === 'string' ? route : undefined,
    });
  }
}

/** Tells the server's span the route of a request, and returns it. */
function nameRoute(request: Request): unknown {
  const { path } = (typeof request.getRoute === 'function' ? request.getRoute() : request.route) ?? {};
  const metadata = getRPCMetadata(activeContext()) as { type: RPCType; route?: unknown } | undefined;
  if (metadata?.type === RPCType.HTTP) metadata.route = path;
  return path;
}
