import type { Clock } from '../clock';
import { detached } from '../detached';
import type { HeldBatches } from './held-batches';

/** Waits until the queue has sent all batches that it holds now; batches pushed later do not count. */
export interface FlushWaits {
  /** Resolves to true when all has left, to false when time is up or `giveUp` was called. */
  wait(withinMs: number): Promise<boolean>;
  /** Called when a batch has left. */
  check(): void;
  giveUp(): void;
}

export function createFlushWaits(held: HeldBatches, clock: Clock): FlushWaits {
  const waiters = new Set<{ untilId: number; finish: (isDrained: boolean) => void }>();

  function wait(withinMs: number): Promise<boolean> {
    const untilId = held.lastId;
    if (!held.holdsUpTo(untilId)) return Promise.resolve(true);
    return new Promise(resolve => {
      const waiter = {
        untilId,
        finish(isDrained: boolean) {
          cancel();
          waiters.delete(waiter);
          resolve(isDrained);
        },
      };
      const cancel = detached(() => clock.after(withinMs, () => waiter.finish(false)));
      waiters.add(waiter);
    });
  }

  return {
    wait,
    check() {
      for (const waiter of waiters) if (!held.holdsUpTo(waiter.untilId)) waiter.finish(true);
    },
    giveUp() {
      for (const waiter of waiters) waiter.finish(false);
    },
  };
}
