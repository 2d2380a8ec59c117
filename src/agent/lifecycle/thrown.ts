import { ownDiag } from '../../shared/log';

/** Hears of an exception: the thrown value, or undefined if the app has caught it and only V8 knows it. */
export type HearThrown = (uncaught: { readonly error: unknown } | undefined) => void;

// `nextTick` as it was at loading: an app's test may replace it.
const { nextTick } = process;
const waiting: HearThrown[] = [];

/**
 * Tells `hear` what a wrapped call has thrown; called in a wrapper's `finally`. The exception passes uncaught: after a
 * catch and rethrow, V8 would report the second place, and the app's crash report would begin with the agent's file. An
 * exception that stays uncaught is known at once, since the process hears of it.
 */
export function whenThrown(hear: HearThrown): void {
  if (waiting.push(hear) === 1) nextTick(settleThrown);
}

/** Called before any listener hears of an uncaught exception. */
export function noteUncaught(error: unknown): void {
  tell({ error });
}

/** Called when the app has gone on, or ends. */
export function settleThrown(): void {
  tell(undefined);
}

function tell(uncaught: Parameters<HearThrown>[0]): void {
  for (const hear of waiting.splice(0)) {
    try {
      hear(uncaught);
    } catch (failure) {
      ownDiag.error('an exception of the app could not be recorded', failure);
    }
  }
}
