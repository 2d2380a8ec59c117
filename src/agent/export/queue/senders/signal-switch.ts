import type { Clock } from '../../clock';
import { detached } from '../../detached';
import type { Refusal } from '../queue-news';
import { backoffMs } from './backoff';
import type { Sender } from './sender';

export interface SignalSwitchOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly onRefused: (refusal: Refusal) => void;
}

/** Remembers whether a receiver has a signal at all. */
export interface SignalSwitch {
  isOff(): boolean;
  /** Wraps a step so that its results turn the switch. */
  guard(next: Sender): Sender;
}

/** Pauses of minutes that grow: most receivers that lack a signal will never have it. */
const ASK_AGAIN = { initialMs: 60_000, maxMs: 1_800_000, factor: 2, jitter: 0.2 } as const;

/**
 * Switches a signal off that the receiver does not have, and on again after a while, to ask anew. If the receiver has
 * accepted the signal before, the refusal comes from a proxy during a rollout, and another try may succeed.
 */
export function createSignalSwitch({ clock, random, onRefused }: SignalSwitchOptions): SignalSwitch {
  let hasAccepted = false;
  let isOff = false;
  let refusals = 0;

  function switchOff(reason: string, mend: string | undefined): void {
    if (isOff) return;
    isOff = true;
    refusals++;
    const turnOn = () => {
      isOff = false;
    };
    detached(() => clock.after(backoffMs({ ...ASK_AGAIN, random }, refusals), turnOn));
    onRefused({ reason, mend, times: refusals });
  }

  return {
    isOff: () => isOff,
    guard: next => async one => {
      const result = await next(one);
      if (result.kind === 'sent') {
        hasAccepted = true;
        refusals = 0;
      }
      if (result.kind !== 'unsupported') return result;
      if (hasAccepted) return { kind: 'retryable', reason: result.reason };
      switchOff(result.reason, result.mend);
      return result;
    },
  };
}
