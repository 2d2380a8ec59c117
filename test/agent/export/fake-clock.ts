import type { Clock } from '../../../src/agent/export/clock';

/** A clock that stands still until `advance` is called; timers run in order of time. */
export class FakeClock implements Clock {
  #now = 0;
  #timers = new Set<{ atMs: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and waits until all work of its timers has come to rest. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const next = [...this.#timers].filter(timer => timer.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.atMs;
      next.run();
      await settled();
    }
    this.#now = end;
  }
}

/** Resolves when all promises that are ready have been handled. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
