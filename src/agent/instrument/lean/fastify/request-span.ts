import { type Context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { ReturnOverride } from '../emitters/return-override';
import { setSpanError } from './span-error';
import type { FastifyRequest } from './types';

const LOWEST_ERROR = 500;

/** The span of a request, from the first hook to the end of the response. */
export class RequestSpan {
  readonly context: Context;
  readonly #span: Span;
  #hasFailed = false;
  #hasEnded = false;

  constructor(span: Span, parent: Context) {
    this.#span = span;
    this.context = trace.setSpan(parent, span);
  }

  fail(error: unknown, isRecorded: boolean): void {
    if (this.#hasEnded) return;
    this.#hasFailed = true;
    setSpanError(this.#span, error, isRecorded);
  }

  /** Ends the span with the response; `status` is undefined if nothing of it was sent. */
  end(status: number | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const span = this.#span;
    if (status !== undefined) {
      if (status >= LOWEST_ERROR && !this.#hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('http.response.status_code', status);
    }
    span.end();
  }
}

/** Keeps the span on a request. */
export class TracedRequest extends ReturnOverride {
  #span: RequestSpan;

  private constructor(request: object, span: RequestSpan) {
    super(request);
    this.#span = span;
  }

  /** Returns the span of a request; undefined for any other value, since handlers are called with all sorts of values. */
  static spanOf(request: unknown): RequestSpan | undefined {
    if (typeof request !== 'object' || request === null || !(#span in request)) return undefined;
    return (request as TracedRequest).#span;
  }

  static keep(request: FastifyRequest, span: RequestSpan): RequestSpan {
    if (#span in request) (request as unknown as TracedRequest).#span = span;
    else new TracedRequest(request, span);
    return span;
  }
}
