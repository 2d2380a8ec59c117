import type { Context } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { patchFunction } from '../../patch-function';
import type { TracedStatements } from '../sql/sql-call';
import { QueryTrace } from './query-trace';
import type { Callback, Query, Types } from './types';

/**
 * Has queries traced from the time when they are first awaited, and gives that context to the functions that get their rows: they
 * are called in that of the code that opened the connection. Returns a function that undoes it.
 */
export function patchQuery(prototype: Query, tracing: TracedStatements): () => void {
  const { handle } = prototype;
  return patchFunction(prototype, 'handle', function (this: Query) {
    // The library's own queries cannot be cancelled.
    if (!this.executed && typeof this.canceller === 'function') begin(tracing, this);
    return handle.call(this);
  });
}

/** Tells the text of each query when it is about to be sent; returns a function that undoes it. */
export function patchStringify(types: Types): () => void {
  const { stringify } = types;
  return patchFunction(types, 'stringify', (query, string, value, parameters, kinds, options) => {
    const text = stringify(query, string, value, parameters, kinds, options);
    if (query.fragment !== true) quietly(() => QueryTrace.of(query)?.send(text, options));
    return text;
  });
}

function begin(tracing: TracedStatements, query: Query): void {
  quietly(() => {
    const context = activeContext();
    QueryTrace.begin(tracing, query, { context, startTime: Date.now() });
    if (typeof query.forEachFn === 'function') query.forEachFn = inContext(context, query.forEachFn);
    if (typeof query.cursorFn === 'function') query.cursorFn = inContext(context, query.cursorFn);
  });
}

function inContext(context: Context, callback: Callback): Callback {
  return function (...args) {
    return runInContext(context, callback, this, ...args);
  };
}

function quietly(run: () => void): void {
  try {
    run();
  } catch (error) {
    ownDiag.error('postgres: a query could not be traced', error);
  }
}
