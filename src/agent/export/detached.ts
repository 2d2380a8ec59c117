import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

/**
 * Runs a function outside of the current request. A timer or socket made inside would keep the request's stores alive,
 * the app's own AsyncLocalStorage included, for as long as it lives.
 */
export const detached: <Result>(run: () => Result) => Result = AsyncLocalStorage.snapshot();

/** Runs a function as `detached` does, and without spans for all that it starts: the agent never traces itself. */
export function untraced<Result>(run: () => Result): Result {
  return detached(() => context.with(suppressTracing(ROOT_CONTEXT), run));
}
