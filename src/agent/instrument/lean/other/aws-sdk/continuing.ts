import type { Context } from '@opentelemetry/api';
import { runInContext } from '../../../../tracing/context-manager';

type Reaction = (this: unknown, value: unknown) => unknown;

/** Lets the reactions to a promise run in a context, and those to the promises that come of it: `steps` promises in all. */
export function continuing<Value>(promise: Promise<Value>, context: Context, steps: number): Promise<Value> {
  const { then } = promise;
  const within = (reaction: unknown) =>
    typeof reaction !== 'function'
      ? reaction
      : function (this: unknown, value: unknown) {
          return runInContext(context, reaction as Reaction, this, value);
        };
  const { value } = {
    value(this: Promise<Value>, onFulfilled: unknown, onRejected: unknown) {
      const next = then.call(this, within(onFulfilled) as never, within(onRejected) as never);
      return steps > 1 ? continuing(next, context, steps - 1) : next;
    },
  };
  Object.defineProperty(promise, 'then', { value, writable: true, configurable: true });
  return promise;
}
