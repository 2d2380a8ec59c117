import { type Context, context } from '@opentelemetry/api';

/** The context of what runs now. */
export function activeContext(): Context {
  return context.active();
}

/** Calls a function in a context. */
export function runInContext<This, Args extends unknown[], Result>(
  inside: Context,
  run: (this: This, ...args: Args) => Result,
  thisArg: This,
  ...args: Args
): Result {
  return context.with(inside, run as never, thisArg as never, ...(args as never)) as Result;
}
