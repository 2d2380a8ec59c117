import type { ServerResponse } from 'node:http';
import { type Context, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../shared/log';
import { activeContext, enterContext, leaveContext } from '../../../tracing/context-manager';
import { isLeftOut } from '../is-left-out';
import type { ExpressRequest, Layer, LayerMark, Next } from './layer';
import { isError, passOn } from './passing';
import type { RequestFollower } from './request-follower';

/** Call of a layer's `handleRequest`, with its layer and request. */
export interface LayerCall {
  readonly layer: Layer;
  readonly mark: LayerMark;
  readonly request: ExpressRequest;
  readonly response: ServerResponse;
  readonly follower: RequestFollower;
}

/** The span of a route's handlers, which ends when they pass the request on, or else with the response. */
export class HandlerSpan {
  readonly context: Context;
  readonly #call: LayerCall;
  readonly #span: Span;
  readonly #parent: Context;
  readonly #above: Span;
  #hasEnded = false;

  private constructor(call: LayerCall, span: Span, parent: Context, above: Span) {
    this.context = trace.setSpan(parent, span);
    this.#call = call;
    this.#span = span;
    this.#parent = parent;
    this.#above = above;
  }

  /** Starts the span; undefined without a span above, or below a span that is not recorded. */
  static start(tracer: Tracer, call: LayerCall): HandlerSpan | undefined {
    try {
      const parent = activeContext();
      const above = trace.getSpan(parent);
      if (above === undefined || isLeftOut(above)) return undefined;
      const span = tracer.startSpan(nameOf(call), call.follower.at.handlerOptions(), parent);
      return new HandlerSpan(call, span, parent, above);
    } catch (error) {
      ownDiag.error('express: a handler could not be traced', error);
      return undefined;
    }
  }

  /** Wraps the `next` for the handlers. */
  nextAfter(next: Next): Next {
    const handler = this;
    return function (this: unknown, error, ...rest) {
      handler.#endBefore(error);
      const before = enterContext(handler.#contextAfter());
      try {
        passOn(handler.#call, error);
        return next.call(this, error, ...rest);
      } finally {
        leaveContext(before);
      }
    };
  }

  /** Ends the span with the response, unless it has ended before. */
  endWithResponse(): void {
    if (this.#hasEnded) return;
    const { response, follower } = this.#call;
    if (follower.watch?.onClose !== undefined) follower.watch.onClose(() => this.#end());
    else if (response.closed) this.#end();
    else response.once('close', () => this.#end());
  }

  #endBefore(error: unknown): void {
    if (isError(error) && !this.#hasEnded) this.#fail(error);
    this.#end();
  }

  #fail(error: unknown): void {
    try {
      this.#span.recordException(error instanceof Error ? error : String(error));
      const message = error instanceof Error ? error.message : String(error);
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message });
    } catch (failure) {
      ownDiag.error('express: an error could not be read', failure);
    }
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
  }

  /** Returns the context for later layers: all that the handlers have put into theirs, except the span. */
  #contextAfter(): Context {
    const active = activeContext();
    return active === this.context ? this.#parent : trace.setSpan(active, this.#above);
  }
}

function nameOf({ layer, follower: { at } }: LayerCall): string {
  return layer.path ? at.handlerName : 'request handler';
}
