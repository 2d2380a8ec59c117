import { ownDiag } from '../../../shared/log';
import { looksLike } from './looks-like';

// biome-ignore lint/suspicious/noExplicitAny: a function of the host's, of which nothing is known.
export type Method = (this: any, ...args: any[]) => any;
export type Wrapper = (original: Method, name: PropertyKey) => Method;

const NOT_CALLED = 0;
/** State also while the original runs. */
const THREW = 1;
const RETURNED = 2;

/**
 * Makes the replacement of an original (`current()`): it looks like the original and calls the function of `wrapper`,
 * whose exceptions stay here. If that throws before it has called the original, the original is called instead; if it
 * throws after the original has returned, the original's result is returned. An exception of the original passes.
 *
 * It does not catch and rethrow, since V8 would report this file as the place of an uncaught error.
 */
export function guardWrapper(current: () => Method, wrapper: Wrapper, name: PropertyKey): Method {
  const original = current();
  // State and result belong to the innermost running call.
  let depth = 0;
  let state = NOT_CALLED;
  let result: unknown;

  /** Calls the original for the wrapper, even after the wrapper has returned. */
  const tracked: Method = function (this: unknown, ...args) {
    if (depth > 0) state = THREW;
    const returned =
      new.target === undefined
        ? current().apply(this, args)
        : Reflect.construct(current(), args, new.target === tracked ? current() : new.target);
    if (depth === 0) return returned;
    state = RETURNED;
    result = returned;
    return returned;
  };
  const wrapped = wrapper(looksLike(original, tracked), name);

  const guard: Method = function (this: unknown, ...args) {
    const [outerState, outerResult] = [state, result];
    let hasReturned = false;
    depth += 1;
    state = NOT_CALLED;
    try {
      const returned =
        new.target === undefined ? wrapped.apply(this, args) : Reflect.construct(wrapped, args, new.target);
      hasReturned = true;
      return returned;
    } finally {
      const [innerState, innerResult] = [state, result];
      depth -= 1;
      state = outerState;
      result = outerResult;
      if (!hasReturned && innerState !== THREW) {
        reportOnce(guard.name);
        // biome-ignore lint/correctness/noUnsafeFinally: it is the wrapper's exception that ends here.
        if (innerState === RETURNED) return innerResult;
        // biome-ignore lint/correctness/noUnsafeFinally: as above.
        return new.target === undefined
          ? current().apply(this, args)
          : Reflect.construct(current(), args, new.target);
      }
    }
  };
  return looksLike(original, guard);
}

const reported = new Set<string>();

function reportOnce(name: string): void {
  if (reported.has(name)) return;
  reported.add(name);
  ownDiag.error(`an instrumentation failed in ${name}(), and the call went on without it`);
}
