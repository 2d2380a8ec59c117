import type { Histogram } from '@opentelemetry/sdk-metrics';
import type { Aggregate } from './series-table';

/** Sums measurements. */
export class Sum implements Aggregate<number> {
  #sum = 0;

  record(value: number): void {
    this.#sum += value;
  }

  value(): number {
    return this.#sum;
  }
}

/** Counts measurements between sorted upper bounds. */
export class ExplicitHistogram implements Aggregate<Histogram> {
  readonly #boundaries: number[];
  readonly #counts: number[];
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(boundaries: number[]) {
    this.#boundaries = boundaries;
    this.#counts = new Array<number>(boundaries.length + 1).fill(0);
  }

  record(value: number): void {
    if (Number.isNaN(value)) return;
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const bucket = firstAtLeast(this.#boundaries, value);
    this.#counts[bucket] = this.#counts[bucket]! + 1;
  }

  value(): Histogram {
    const isEmpty = this.#count === 0;
    return {
      buckets: { boundaries: this.#boundaries, counts: this.#counts.slice() },
      count: this.#count,
      sum: this.#sum,
      ...(isEmpty ? {} : { min: this.#min, max: this.#max }),
    };
  }
}

/** Index of the first bound that is not below the value; the number of bounds if all are. */
function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
