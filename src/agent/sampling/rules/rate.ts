import { type Threshold, thresholdOf } from './threshold';

/** Shortest time that the measured rate looks back on, in milliseconds, and the traces that it should see in it. */
const MIN_MEMORY_MS = 1000;
const REMEMBERED = 10;
/** Steps of the probability: its threshold is computed anew only after a step. */
const STEPS = 4096;

/**
 * Probability that keeps about `perSecond` traces a second, whatever comes in: the limit over the measured rate, which
 * is averaged exponentially. A burst is sampled less the longer it lasts, and counts can be scaled up at each moment.
 */
export class RateThreshold {
  readonly #perMs: number;
  readonly #memoryMs: number;
  readonly #now: () => number;
  #count = 0;
  /** Milliseconds in which they came; a long pause before a burst does not count. */
  #spanMs: number;
  #lastMs: number;
  #step = STEPS;
  #threshold: Threshold | undefined = thresholdOf(1);

  constructor(perSecond: number, now: () => number) {
    this.#perMs = perSecond / 1000;
    this.#memoryMs = Math.max(MIN_MEMORY_MS, REMEMBERED / this.#perMs);
    this.#spanMs = this.#memoryMs;
    this.#now = now;
    this.#lastMs = now();
  }

  /** Counts a trace, and returns the threshold for it. */
  next(): Threshold | undefined {
    const nowMs = this.#now();
    const passedMs = Math.max(0, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    const kept = passedMs === 0 ? 1 : Math.exp(-passedMs / this.#memoryMs);
    this.#count = 1 + this.#count * kept;
    this.#spanMs = Math.min(this.#memoryMs, passedMs + this.#spanMs * kept);
    return this.#thresholdOf((this.#perMs * this.#spanMs) / this.#count);
  }

  #thresholdOf(probability: number): Threshold | undefined {
    const step = Math.round(STEPS * Math.min(1, probability)) || probability * STEPS;
    if (step !== this.#step) {
      this.#step = step;
      this.#threshold = thresholdOf(step / STEPS);
    }
    return this.#threshold;
  }
}
