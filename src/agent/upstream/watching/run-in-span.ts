import { context, type Span, trace } from '@opentelemetry/api';
import { recordFailure } from './record-failure';

/**
 * Runs a function of the app in a span that ends when the function returns, or when its promise settles. The result
 * stays as it is: a value does not become a promise. Only for functions whose caller catches exceptions, such as a
 * framework's handlers: otherwise V8 would report this file as the place (exceptions/host-exceptions.ts).
 */
export function runInSpan<Result>(span: Span, run: () => Result): Result {
  let result: Result;
  try {
    result = context.with(trace.setSpan(context.active(), span), run);
  } catch (error) {
    recordFailure(span, error);
    span.end();
    throw error;
  }
  if (!isPromise(result)) {
    span.end();
    return result;
  }
  // A mere thenable does not give another promise.
  const promise = result instanceof Promise ? result : Promise.resolve(result);
  return promise.then(
    value => {
      span.end();
      return value;
    },
    error => {
      recordFailure(span, error);
      span.end();
      throw error;
    },
  ) as Result;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | null | undefined)?.then === 'function';
}
