import type { Context } from '@opentelemetry/api';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import { settled } from './settled';
import type { Method } from './types';

/** Call of a handler that is traced. */
export interface Handling {
  readonly context: Context;
  /** Called when the handler has returned or its promise is settled. */
  end(rejection?: { readonly reason: unknown }): void;
}

/** Runs a handler of a consumer, which catches its exceptions: V8 does not name this file in a crash report. */
export function runHandler(
  handling: Handling | undefined,
  handler: Method,
  self: unknown,
  args: readonly unknown[],
): unknown {
  if (handling === undefined) return handler.apply(self, args as unknown[]);
  const before = enterContext(handling.context);
  try {
    return settled(handler.apply(self, args as unknown[]), rejection => handling.end(rejection));
  } catch (reason) {
    handling.end({ reason });
    throw reason;
  } finally {
    leaveContext(before);
  }
}
