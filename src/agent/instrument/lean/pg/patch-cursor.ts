import type { Context } from '@opentelemetry/api';
import { activeContext, enterContext, leaveContext } from '../../../tracing/context-manager';
import { patchFunction } from '../patch-function';
import { callBack } from './call-back';
import type { QueryCall } from './query-call';
import type { Callback, Method } from './types';

/** Used parts of a cursor of `pg-cursor`, which the streams of `pg-query-stream` have within them. */
export interface Cursor {
  readonly text?: unknown;
  read: Method<Cursor>;
  close: Method<Cursor>;
  handleReadyForQuery: Method<Cursor>;
  handleError: Method<Cursor>;
}

interface OpenCursor {
  readonly call: QueryCall;
  readonly caller: Context;
}

const patched = new WeakSet<object>();
const open = new WeakMap<Cursor, OpenCursor>();

/** Finds the cursor in the first argument of `query`: the argument itself, or a stream's. */
export function cursorOf(query: unknown): Cursor | undefined {
  const { submit, cursor = query } = Object(query) as { submit?: unknown; cursor?: unknown };
  if (typeof submit !== 'function') return undefined;
  for (let one = Object(cursor); one !== null; one = Object.getPrototypeOf(one))
    if (patched.has(one)) return cursor as Cursor;
  return undefined;
}

/** Has the call end with the cursor: when its last row was read, when it is closed, or with an error. */
export function endWithCursor(cursor: Cursor, call: QueryCall, caller: Context): void {
  open.set(cursor, { call, caller });
}

/**
 * Makes cursors end their calls, and call back in the context of the code that reads: the connection's events come in the
 * context of the code that opened it. Returns a function that undoes it.
 */
export function patchCursor(prototype: Cursor): () => void {
  patched.add(prototype);
  const { read, close, handleReadyForQuery, handleError } = prototype;
  const undo = [
    patchFunction(prototype, 'read', callingBack(read)),
    patchFunction(prototype, 'close', callingBack(close)),
    patchFunction(
      prototype,
      'handleReadyForQuery',
      ending(handleReadyForQuery, call => call.close()),
    ),
    patchFunction(
      prototype,
      'handleError',
      ending(handleError, (call, error) => {
        // The app closed the client under its own cursor.
        if (Object(error).message === 'Connection terminated') call.close();
        else call.refuse(error);
      }),
    ),
  ];
  return () => {
    patched.delete(prototype);
    for (const one of undo) one();
  };
}

function callingBack(original: Method<Cursor>): Method<Cursor> {
  return function (...args) {
    const last = args.length - 1;
    const callback = args[last];
    if (typeof callback === 'function') {
      const caller = activeContext();
      args[last] = function (this: unknown, ...results: unknown[]) {
        return callBack(caller, callback as Callback, this, results);
      };
    }
    return original.apply(this, args);
  };
}

function ending(original: Method<Cursor>, end: (call: QueryCall, error: unknown) => void): Method<Cursor> {
  return function (...args) {
    const opened = open.get(this);
    if (opened === undefined) return original.apply(this, args);
    open.delete(this);
    end(opened.call, args[0]);
    const before = enterContext(opened.caller);
    try {
      return original.apply(this, args);
    } finally {
      leaveContext(before);
    }
  };
}
