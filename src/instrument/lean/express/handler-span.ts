import type { ServerResponse } from 'node:http';
import { type Context, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../tracing/context-manager';
import type { EmitterWatch } from '../emitters/watched';
import { isLeftOut } from '../is-left-out';
import type { ExpressRequest, HandleRequest, Layer, Next } from './layer';
import type { RequestWay } from './request-way';

/** A call of a layer's `handleRequest`, and what is known about it. */
export interface LayerCall {
  readonly layer: Layer;
  readonly original: HandleRequest;
  readonly request: ExpressRequest;
  readonly response: ServerResponse;
  readonly next: Next;
  readonly way: RequestWay;
}

/** Runs a layer's handlers in a span, which ends when they pass the request on, or else with the response. */
export function runInSpan(tracer: Tracer, call: LayerCall): unknown {
  const { layer, original, request, response, next } = call;
  const parent = activeContext();
  const above = trace.getSpan(parent);
  if (above === undefined || isLeftOut(above)) return original.call(layer, request, response, next);
  const span = tracer.startSpan(nameOf(call), call.way.at.handlerOptions(request.originalUrl), parent);
  const handler = new HandlerSpan(span, parent, above);
  try {
    return runInContext(handler.context, original, layer, request, response, nextAfter(handler, call));
  } finally {
    handler.endWith(response, call.way.watch);
  }
}

function nameOf({ layer, way: { at } }: LayerCall): string {
  return layer.path ? at.handlerName : 'request handler';
}

class HandlerSpan {
  readonly context: Context;
  readonly #span: Span;
  readonly #parent: Context;
  readonly #above: Span;
  #hasEnded = false;

  constructor(span: Span, parent: Context, above: Span) {
    this.context = trace.setSpan(parent, span);
    this.#span = span;
    this.#parent = parent;
    this.#above = above;
  }

  /** The context of what comes after the handlers: what they have put into theirs stays, but for the span. */
  contextAfter(): Context {
    const active = activeContext();
    return active === this.context ? this.#parent : trace.setSpan(active, this.#above);
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    const exception = error instanceof Error ? error : String(error);
    this.#span.recordException(exception);
    const message = error instanceof Error ? error.message : String(error);
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message });
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
  }

  /** Ends it with the response, unless it has ended by now. */
  endWith(response: ServerResponse, watch: EmitterWatch | undefined): void {
    if (this.#hasEnded) return;
    if (watch?.onClose !== undefined) watch.onClose(() => this.end());
    else if (response.closed) this.end();
    else response.once('close', () => this.end());
  }
}

function nextAfter(handler: HandlerSpan, { request, next, way }: LayerCall): Next {
  return function (this: unknown, error, ...rest) {
    if (isError(error)) {
      handler.fail(error);
      if (request.route) way.stay();
    }
    handler.end();
    return runInContext(handler.contextAfter(), next, this, error, ...rest);
  };
}

/** A router's `next` also takes words. */
function isError(error: unknown): boolean {
  return error !== undefined && error !== null && error !== 'route' && error !== 'router';
}
