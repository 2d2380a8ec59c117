import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { setSpanError } from '../http/span-error';

/** End of an invocation: by an exception, or with the function's result. */
export type Outcome = { readonly error: unknown } | { readonly result?: unknown };

/** Ends the span of an invocation, with its error if it has one. */
export function finish(span: Span, outcome: Outcome): void {
  if ('error' in outcome) setSpanError(span, outcome.error);
  span.end();
}

/** Ends the span of an invocation that has neither. */
export function fail(span: Span, type: string, message: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
}

/** Ends the span of an invocation that the process's end cuts off, with the exception that ends it, if any. */
export function cutOff(span: Span, error: unknown): void {
  if (error === undefined) fail(span, 'exit', 'the process ended during the invocation');
  else finish(span, { error });
}
