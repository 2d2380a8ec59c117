import type { Clock } from './clock';
import { detached } from './detached';
import type { HeldBatches } from './held-batches';

/** Those who wait for the queue to be empty of what it holds now; what is pushed later is not waited for. */
export interface Drain {
  /** True when all has left; false when time is up or `giveUp` was called. */
  wait(withinMs: number): Promise<boolean>;
  /** To be called when a batch has left. */
  check(): void;
  giveUp(): void;
}

export function createDrain(held: HeldBatches, clock: Clock): Drain {
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
