import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

/**
 * Runs a function outside of whichever request happens to be served. A timer or socket made inside one would keep
 * that request's stores alive, the app's own AsyncLocalStorage included, as long as it lives itself.
 */
export const detached: <Result>(run: () => Result) => Result = AsyncLocalStorage.snapshot();

/** Like `detached`, and what `run` starts makes no spans: the agent never traces itself. */
export function untraced<Result>(run: () => Result): Result {
  return detached(() => context.with(suppressTracing(ROOT_CONTEXT), run));
}
