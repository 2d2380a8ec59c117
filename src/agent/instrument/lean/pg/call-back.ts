import type { Context } from '@opentelemetry/api';
import { enterContext, leaveContext } from '../../../tracing/context-manager';
import type { Callback } from './types';

/** Calls back in the caller's context: a connection's events come in the context of the code that opened it. */
export function callBack(caller: Context, callback: Callback, thisArg: unknown, args: unknown[]): unknown {
  const before = enterContext(caller);
  try {
    return callback.apply(thisArg, args);
  } finally {
    leaveContext(before);
  }
}
