import type { Callback } from './types';

/** Query as an object: its settings, or an object that sends itself (`submit`), such as a `Query` or a cursor. */
interface QueryObject {
  readonly text?: unknown;
  readonly submit?: unknown;
  callback?: unknown;
}

/** Tells whether the end of this query is reported: a cursor's or a stream's end is not the query's. */
export function isAnswered(args: readonly unknown[]): boolean {
  const first = Object(args[0]) as QueryObject;
  return typeof first.submit !== 'function' || findCallback(args) !== undefined;
}

/** Replaces the callback that pg will take from the arguments, if any. */
export function replaceCallback(args: unknown[], replace: (callback: Callback) => Callback): void {
  const callback = findCallback(args);
  if (callback === undefined) return;
  const replaced = replace(callback);
  const first = args[0] as QueryObject;
  if (args.at(-1) === callback) args[args.length - 1] = replaced;
  else if (typeof first.submit === 'function') first.callback = replaced;
  // Copies the settings: they are the app's own, and may serve another query.
  else args[0] = Object.assign(Object.create(Object.getPrototypeOf(first)), first, { callback: replaced });
}

function findCallback(args: readonly unknown[]): Callback | undefined {
  const last = args.at(-1);
  if (typeof last === 'function') return last as Callback;
  const { text, callback } = Object(args[0]) as QueryObject;
  return typeof text === 'string' && typeof callback === 'function' ? (callback as Callback) : undefined;
}
