import type { HrTime } from '@opentelemetry/api';

/** Collections that are under way at once: readers do not wait for the callbacks of each other. */
const MAX_COLLECTIONS = 8;

/**
 * Adds up the sums that an observable instrument reports beyond the limit of series, for the overflow series. Sums of one
 * collection belong together, whichever callback reports them; a collection is known by the array of its time.
 */
export class ObservedOverflow {
  readonly #totals = new Map<HrTime, number>();
  #taken = 0;

  add(value: number, collection: HrTime): void {
    const total = this.#totals.get(collection);
    // A reader that never collects still gets what the callbacks report for others.
    if (total === undefined && this.#totals.size >= MAX_COLLECTIONS) this.#forgetOldest();
    this.#totals.set(collection, (total ?? 0) + value);
  }

  /** Returns the change since the total that was taken before; undefined if this collection has no overflow. */
  take(collection: HrTime): number | undefined {
    const total = this.#totals.get(collection);
    if (total === undefined) return undefined;
    while (this.#totals.has(collection)) this.#forgetOldest();
    const change = total - this.#taken;
    this.#taken = total;
    return change;
  }

  #forgetOldest(): void {
    const [oldest] = this.#totals.keys();
    this.#totals.delete(oldest!);
  }
}
