import type { Report, Signal } from '../types';
import type { BatchSize } from './batch-size';
import type { Drops } from './drops';
import type { Held, HeldBatches } from './held-batches';
import type { Ledger } from './ledger';
import type { QueueNews } from './queue-news';
import type { Sent, Verdict } from './senders/sender';

export interface SettleOptions {
  readonly signal: Signal;
  readonly destination: string;
  readonly report: Report;
  readonly held: HeldBatches;
  readonly drops: Drops;
  readonly news: QueueNews;
  readonly ledger: Ledger;
  readonly batchSize: BatchSize;
}

/** Enters the verdict about a batch in the books: acknowledged, lost, or halved and in the queue again. */
export function createSettle(options: SettleOptions): (one: Held, verdict: Verdict) => void {
  const { signal, destination, report, held, drops, news, ledger, batchSize } = options;

  function halve(one: Held, reason: string): void {
    const { batch } = one;
    const halves = batchSize.halve(batch);
    if (halves !== undefined) held.replace(one, halves);
    else {
      held.finish(one);
      batch.kept?.done();
      drops.add('rejected', batch.items, `${batchSize.describe(batch)} is too large: ${reason}`);
    }
  }

  function acknowledge(one: Held, result: Sent): void {
    const { items, recycle, kept } = one.batch;
    const rejected = Math.min(result.rejectedItems ?? 0, items);
    held.finish(one);
    // An earlier try may still read the memory, and so may the disk.
    const isBodyFree = result.isBodyFree === true && one.attempts === 1;
    if (kept !== undefined) kept.done(items - rejected, isBodyFree);
    else if (isBodyFree) recycle?.();
    if (rejected > 0) drops.add('partially_rejected', rejected, result.message);
    else if (result.message) report('debug', `${destination} says about ${signal}: ${result.message}`);
    news.accepted(items - rejected);
    ledger.sentItems += items - rejected;
  }

  return (one, verdict) => {
    if (verdict.kind === 'sent') acknowledge(one, verdict);
    else if (verdict.kind === 'tooLarge') halve(one, verdict.reason);
    else {
      held.finish(one);
      one.batch.kept?.done();
      drops.add(verdict.why, one.batch.items, verdict.reason);
    }
  };
}
