import { type HearThrown, whenThrown } from '../../lifecycle/thrown';

/**
 * Stands for an exception that the app has caught, and only V8 knows. It has no stack: its own would be the agent's.
 */
class CaughtByApp extends Error {
  override readonly name = '_OTHER';
  override readonly message = 'an exception that the app caught';
  override readonly stack = undefined as unknown as string;
}

/**
 * Tells `hear` of an exception that passes; for the `finally` of upstream's wrappers. Upstream catches and rethrows it,
 * and V8 then names the agent's file in the app's crash report.
 */
export function whenHostThrows(hear: (error: unknown) => void): void {
  const told: HearThrown = uncaught => hear(uncaught === undefined ? new CaughtByApp() : uncaught.error);
  whenThrown(told);
}

/**
 * Returns the exception of a call without side effects; if the app has caught it, makes the call once more to get it.
 */
export function thrownByPure(error: unknown, call: () => unknown): unknown {
  if (!(error instanceof CaughtByApp)) return error;
  try {
    call();
    return error;
  } catch (same) {
    return same;
  }
}
