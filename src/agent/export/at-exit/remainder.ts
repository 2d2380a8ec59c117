import type { Batch, SendResult } from '../types';
import type { Losses } from './losses';

/**
 * Batches of a shipment that have no answer yet. Both deliveries settle them in order: the direct one and that of the
 * helper process.
 */
export interface Remainder {
  /** Next batch to send; undefined if nothing is left to try. */
  readonly next: Batch | undefined;
  /** Notes the result for the next batch. If the receiver is away, or lacks the signal, all others are lost as well. */
  settle(result: SendResult): void;
  /** Counts all batches without an answer as lost. */
  giveUp(reason: string): void;
  /** True if the receiver has shown that it takes nothing now. */
  readonly isAway: boolean;
}

/** Takes a batch that the receiver could not take now, for later; false if that is impossible. */
export type KeepForLater = (batch: Batch, reason: string) => boolean;

/** Follows batches until each is settled. `keep` takes what a receiver does not; without it that is lost. */
export function createRemainder(
  batches: readonly Batch[],
  losses: Losses,
  keep: KeepForLater = () => false,
): Remainder {
  const left = [...batches];
  let isAway = false;

  function lose(count: number, reason: string): void {
    for (const { signal, items, kept } of left.splice(0, count)) {
      kept?.done();
      losses.add(signal, items, reason);
    }
  }

  function keepOrLose(count: number, reason: string): void {
    for (const batch of left.slice(0, count)) {
      if (keep(batch, reason)) left.shift();
      else lose(1, reason);
    }
  }

  function giveUp(reason: string): void {
    isAway = true;
    keepOrLose(left.length, reason);
  }

  return {
    get next() {
      return left[0];
    },
    settle(result) {
      const [batch] = left;
      if (batch === undefined) return;
      if (result.kind === 'permanent') return lose(1, result.reason);
      if (result.kind === 'tooLarge') return keepOrLose(1, result.reason);
      if (result.kind === 'unsupported') {
        isAway = true;
        return lose(left.length, result.reason);
      }
      if (result.kind !== 'sent') return giveUp(result.reason);
      left.shift();
      batch.kept?.done();
      const { rejectedItems = 0, message = '' } = result;
      const why = ['the receiver refused them', message].filter(Boolean).join(': ');
      if (rejectedItems > 0) losses.add(batch.signal, Math.min(rejectedItems, batch.items), why);
    },
    giveUp,
    get isAway() {
      return isAway;
    },
  };
}
