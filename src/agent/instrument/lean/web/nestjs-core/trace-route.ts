import type { SpanOptions } from '@opentelemetry/api';
import { redactUrl } from '../../../../../shared/urls/redact-url';
import { sharingOptions } from '../../../../tracing/shared-attributes';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { type HandlerRun, runHandler } from '../../run-handler';
import { beginRun } from './begin-run';
import { showOriginals } from './show-originals';
import { tracedMethod } from './trace-method';
import type { Method, Request, RouterContext, TracedNest } from './types';

/** Wraps the method that makes a route's function of a controller's method: both have a span for each request. */
export function tracingRoutes(
  tracing: TracedNest,
  original: RouterContext['create'],
): RouterContext['create'] {
  const { create } = {
    create(this: RouterContext, ...args: unknown[]) {
      const [controller, method] = args;
      if (typeof method !== 'function') return original.apply(this, args);
      showOriginals(this);
      args[1] = tracedMethod(tracing, method as Method);
      const handle = original.apply(this, args);
      return tracingRoute(new RouteSpans(tracing, controller, method.name), handle);
    },
  };
  return create;
}

function tracingRoute(spans: RouteSpans, handle: Method): Method {
  return looksLike(handle, function (this: unknown, ...args: unknown[]) {
    const run = spans.begin(args[0] as Request);
    return run === undefined ? handle.apply(this, args) : runHandler(run, handle, this, args);
  });
}

/** Starts the spans of a route, which nearly always have the same path and method. */
class RouteSpans {
  readonly #tracing: TracedNest;
  readonly #name: string;
  readonly #controller: string;
  readonly #callback: string;
  #route: unknown;
  #method: string | undefined;
  #options: SpanOptions | undefined;

  constructor(tracing: TracedNest, controller: unknown, callback: string) {
    this.#tracing = tracing;
    this.#controller = Object(controller).constructor?.name || 'UnnamedInstance';
    this.#callback = callback;
    this.#name = callback ? `${this.#controller}.${callback}` : this.#controller;
  }

  begin(request: Request): HandlerRun | undefined {
    const { instruments, isSecret } = this.#tracing;
    return beginRun(this.#tracing, parent => {
      const span = instruments.tracer.startSpan(this.#name, this.#optionsFor(request), parent);
      const url = request.originalUrl || request.url;
      if (url !== undefined && span.isRecording()) span.setAttribute('url.full', redactUrl(url, isSecret));
      return span;
    });
  }

  #optionsFor({ method, route: found, routeOptions, routerPath }: Request): SpanOptions {
    const route = found?.path || routeOptions?.url || routerPath;
    if (this.#options !== undefined && route === this.#route && method === this.#method) return this.#options;
    this.#route = route;
    this.#method = method;
    this.#options = sharingOptions({
      component: '@nestjs/core',
      'nestjs.version': this.#tracing.version,
      'nestjs.type': 'request_context',
      'http.route': typeof route === 'string' ? route : undefined,
      'nestjs.controller': this.#controller,
      'nestjs.callback': this.#callback,
      'http.request.method': method,
    });
    return this.#options;
  }
}
