import type { Callback } from './types';

/** A query as an object: its settings, or one that sends itself (`submit`), such as a `Query` or a cursor. */
interface QueryObject {
  readonly text?: unknown;
  readonly submit?: unknown;
  callback?: unknown;
}

/** Will anybody hear of the end of this query? A cursor's or a stream's end is not the query's. */
export function isAnswered(args: readonly unknown[]): boolean {
  const first = Object(args[0]) as QueryObject;
  return typeof first.submit !== 'function' || findCallback(args) !== undefined;
}

/** Replaces the callback that pg will take from the arguments, where there is one. */
export function replaceCallback(args: unknown[], replace: (callback: Callback) => Callback): void {
  const callback = findCallback(args);
  if (callback === undefined) return;
  const replaced = replace(callback);
  const first = args[0] as QueryObject;
  if (args.at(-1) === callback) args[args.length - 1] = replaced;
  else if (typeof first.submit === 'function') first.callback = replaced;
  // Settings are the app's own, and may be used for another query.
  else args[0] = Object.assign(Object.create(Object.getPrototypeOf(first)), first, { callback: replaced });
}

function findCallback(args: readonly unknown[]): Callback | undefined {
  const last = args.at(-1);
  if (typeof last === 'function') return last as Callback;
  const { text, callback } = Object(args[0]) as QueryObject;
  return typeof text === 'string' && typeof callback === 'function' ? (callback as Callback) : undefined;
}
