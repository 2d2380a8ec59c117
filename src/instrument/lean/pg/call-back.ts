import type { Context } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../tracing/context-manager';
import type { Callback } from './types';

/** Calls back in the context of who asked: a connection's events come in that of whoever opened it. */
export function callBack(caller: Context, callback: Callback, thisArg: unknown, args: unknown[]): unknown {
  if (activeContext() === caller) return callback.apply(thisArg, args);
  return runInContext(caller, callback, thisArg, ...args);
}
