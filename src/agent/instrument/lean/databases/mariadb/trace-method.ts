import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { watchEvents } from '../../../../upstream/watching/watch-events';
import type { SqlCall } from '../sql/sql-call';

export type Method = (this: object, ...args: unknown[]) => unknown;
type Callback = (this: unknown, ...args: unknown[]) => unknown;

interface Traced {
  /** Starts the span of a call, if it gets one. */
  readonly begin?: (one: object, args: readonly unknown[]) => SqlCall | undefined;
  /** Called with what the method gives, directly, by a promise or by its callback. */
  readonly onResult?: (one: object, result: unknown) => void;
}

/** Wraps a method that gives its result by a promise, a callback or an emitter; callbacks run in the caller's context. */
export function traceMethod({ begin, onResult }: Traced): (original: Method) => Method {
  return original =>
    function (...args) {
      const call = quietly(() => begin?.(this, args));
      const note = (result: unknown) => quietly(() => onResult?.(this, result));
      const hasCallback = replaceCallback(args, call, note);
      let hasThrown = true;
      try {
        const result = original.apply(this, args);
        hasThrown = false;
        return hasCallback ? result : settled(result, call, note);
      } finally {
        if (hasThrown) whenThrown(uncaught => call?.fail(uncaught?.error));
      }
    };
}

function replaceCallback(
  args: unknown[],
  call: SqlCall | undefined,
  note: (result: unknown) => void,
): boolean {
  const at = args.findLastIndex(argument => typeof argument === 'function');
  if (at === -1) return false;
  const callback = args[at] as Callback;
  const caller = activeContext();
  args[at] = function (this: unknown, ...results: unknown[]) {
    end(call, results[0]);
    if (!results[0]) note(results[1]);
    return runInContext(caller, callback, this, ...results);
  };
  return true;
}

function settled(result: unknown, call: SqlCall | undefined, note: (result: unknown) => void): unknown {
  if (result instanceof Promise) return followed(result, call, note);
  if (call !== undefined && typeof Object(result).on === 'function') endWithEvents(result as object, call);
  else call?.end();
  note(result);
  return result;
}

function followed(
  result: Promise<unknown>,
  call: SqlCall | undefined,
  note: (result: unknown) => void,
): Promise<unknown> {
  return result.then(
    value => {
      call?.end();
      note(value);
      return value;
    },
    error => {
      call?.fail(error);
      throw error;
    },
  );
}

function endWithEvents(emitter: object, call: SqlCall): void {
  watchEvents(emitter, (event, argument) => {
    if (event === 'error') call.fail(argument);
    else if (event === 'end' || event === 'close') call.end();
  });
}

function end(call: SqlCall | undefined, error: unknown): void {
  if (error) call?.fail(error);
  else call?.end();
}

function quietly<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    ownDiag.error('mariadb: a call could not be traced', error);
    return undefined;
  }
}
