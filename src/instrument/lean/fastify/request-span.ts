import { type Context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { Existing } from '../emitters/existing';
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

  /** The response is over. */
  end(status: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const span = this.#span;
    if (status >= LOWEST_ERROR && !this.#hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('http.response.status_code', status);
    span.end();
  }
}

/** The span that is kept on a request. */
export class TracedRequest extends Existing {
  #span: RequestSpan;

  private constructor(request: object, span: RequestSpan) {
    super(request);
    this.#span = span;
  }

  /** Of anything, since handlers are called with all sorts of things. */
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
