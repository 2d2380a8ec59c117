import { trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../shared/log';
import { whenThrown } from '../../../lifecycle/thrown';
import { activeContext } from '../../../tracing/context-manager';
import { isLeftOut } from '../is-left-out';
import { callBack } from './call-back';
import type { Instruments } from './instruments';
import { cursorOf, endWithCursor } from './patch-cursor';
import { QueryCall } from './query-call';
import { isAnswered, replaceCallback } from './query-callback';
import { readQueryText } from './query-text';
import type { Client, Method } from './types';

export interface TracedQueries {
  readonly instruments: Instruments;
  /** Records only below a span: `requireParentSpan`. */
  readonly isParentRequired: boolean;
  /** True if statements are shown as sent: OTEL_AGENT_DB_STATEMENT. */
  readonly isRaw: boolean;
}

/** Wraps the `query` of a client: each call has a span, and its duration is recorded. */
export function tracingQuery(tracing: TracedQueries, original: Method<Client>): Method<Client> {
  return function (...args) {
    const call = begin(tracing, this, args);
    if (call === undefined) return original.apply(this, args);
    let hasThrown = true;
    try {
      const result = original.apply(this, args);
      hasThrown = false;
      return result instanceof Promise ? following(call, result) : result;
    } finally {
      if (hasThrown) whenThrown(uncaught => call.refuse(uncaught?.error));
    }
  };
}

/** Starts the call and replaces the callback among the arguments; undefined if the query is not traced. */
function begin(tracing: TracedQueries, client: Client, args: unknown[]): QueryCall | undefined {
  try {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    if (above === undefined && tracing.isParentRequired) return undefined;
    const cursor = cursorOf(args[0]);
    if (cursor === undefined && !isAnswered(args)) return undefined;
    const isSampled = above === undefined || !isLeftOut(above);
    const start = {
      client,
      query: readQueryText(cursor ?? args[0]),
      caller,
      isRaw: tracing.isRaw,
      isSampled,
    };
    const call = new QueryCall(tracing.instruments, start);
    if (cursor !== undefined) {
      endWithCursor(cursor, call, caller);
      return call;
    }
    replaceCallback(args, callback => {
      return function (error, ...results) {
        if (error) call.fail(error, true);
        else call.end();
        return callBack(caller, callback, this, [error, ...results]);
      };
    });
    return call;
  } catch (error) {
    ownDiag.error('pg: a query could not be traced', error);
    return undefined;
  }
}

function following(call: QueryCall, result: Promise<unknown>): Promise<unknown> {
  return result.then(
    value => {
      call.end();
      return value;
    },
    error => {
      call.fail(error, false);
      throw error;
    },
  );
}
