import { diag, trace } from '@opentelemetry/api';
import { activeContext } from '../../../tracing/context-manager';
import { isLeftOut } from '../is-left-out';
import { callBack } from './call-back';
import type { Instruments } from './instruments';
import { QueryCall } from './query-call';
import { isAnswered, replaceCallback } from './query-callback';
import { readQueryText } from './query-text';
import type { Client, Method } from './types';

export interface TracedQueries {
  readonly instruments: Instruments;
  /** Nothing is recorded but below a span: `requireParentSpan`. */
  readonly isParentRequired: boolean;
}

/** The `query` of a client with a span for each, and a record of how long it took. */
export function tracingQuery(side: TracedQueries, original: Method<Client>): Method<Client> {
  return function (...args) {
    const call = begin(side, this, args);
    if (call === undefined) return original.apply(this, args);
    try {
      const result = original.apply(this, args);
      return result instanceof Promise ? following(call, result) : result;
    } catch (error) {
      call.refuse(error);
      throw error;
    }
  };
}

/** Undefined when the query is not traced; otherwise its callback is replaced among the arguments. */
function begin(side: TracedQueries, client: Client, args: unknown[]): QueryCall | undefined {
  try {
    const caller = activeContext();
    const above = trace.getSpan(caller);
    if ((above === undefined && side.isParentRequired) || !isAnswered(args)) return undefined;
    const isSampled = above === undefined || !isLeftOut(above);
    const start = { client, query: readQueryText(args[0]), caller, isSampled };
    const call = new QueryCall(side.instruments, start);
    replaceCallback(args, callback => {
      return function (error, ...results) {
        if (error) call.fail(error, true);
        else call.end();
        return callBack(caller, callback, this, [error, ...results]);
      };
    });
    return call;
  } catch (error) {
    diag.error('pg: a query could not be traced', error);
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
