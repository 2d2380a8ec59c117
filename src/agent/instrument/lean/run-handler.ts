import { type Context, type Span, trace } from '@opentelemetry/api';
import { enterContext, leaveContext } from '../../tracing/context-manager';
import { recordFailure } from '../../upstream/watching/record-failure';

export type Handler = (this: unknown, ...args: never[]) => unknown;

/** Span of a handler, below a context. */
export interface HandlerRun {
  readonly span: Span;
  readonly parent: Context;
}

/**
 * Runs a handler in a span that ends when it returns, or when its promise settles. A value does not become a promise. Only for
 * handlers whose framework catches exceptions: V8 would name this file in the crash report of an app that does not.
 */
export function runHandler(
  { span, parent }: HandlerRun,
  handler: Handler,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const before = enterContext(trace.setSpan(parent, span));
  try {
    const result = handler.apply(self, args as never[]);
    if (isThenable(result)) return following(span, result);
    span.end();
    return result;
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    leaveContext(before);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/** Follows what may be a mere thenable: only a promise gives another promise. */
function following(span: Span, result: PromiseLike<unknown>): PromiseLike<unknown> {
  const promise = result instanceof Promise ? result : Promise.resolve(result);
  return promise.then(
    value => {
      span.end();
      return value;
    },
    error => {
      fail(span, error);
      throw error;
    },
  );
}

function fail(span: Span, error: unknown): void {
  recordFailure(span, error);
  span.end();
}
