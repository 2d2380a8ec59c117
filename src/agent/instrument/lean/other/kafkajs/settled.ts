/** Calls `end` when a call's result is there, or its promise is settled; returns what the app is to get. */
export function settled(result: unknown, end: (rejection?: { readonly reason: unknown }) => void): unknown {
  if (!isThenable(result)) {
    end();
    return result;
  }
  const promise = result instanceof Promise ? result : Promise.resolve(result);
  return promise.then(
    value => {
      end();
      return value;
    },
    reason => {
      end({ reason });
      throw reason;
    },
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
