import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import type { Next } from './types';

/** Span of a handler, which ends with what comes first: its `next`, its return, or its promise. */
export class HandlerSpan {
  readonly context: Context;
  readonly #span: Span;
  #hasEnded = false;

  constructor(span: Span, parent: Context) {
    this.#span = span;
    this.context = trace.setSpan(parent, span);
  }

  /** Wraps `next`, which may have properties. */
  endedBy(next: Next): Next {
    const handler = this;
    const passed = {
      next(this: unknown, error: unknown, ...others: unknown[]) {
        handler.#end();
        return next.call(this, error, ...others);
      },
    };
    return Object.assign(passed.next, next) as Next;
  }

  /** Ends the span with the handler's result. Returns that, or a promise of the same. */
  endWith(result: unknown): unknown {
    if (isPromise(result))
      return result.then(
        value => {
          this.#end();
          return value;
        },
        error => {
          this.fail(error);
          throw error;
        },
      );
    this.#end();
    return result;
  }

  /** Ends the span of a handler that has thrown. */
  fail(error: unknown): void {
    try {
      if (!this.#hasEnded && error !== undefined && error !== null)
        this.#span.recordException(error as Error);
    } catch (failure) {
      ownDiag.error('restify: an error could not be read', failure);
    }
    this.#end();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  try {
    return (
      typeof (value as Promise<unknown> | undefined)?.then === 'function' &&
      String(value) === '[object Promise]'
    );
  } catch {
    return false; // Restify meets a getter that throws, too.
  }
}
