/** Maximum of departed traces in each of the two generations. */
const GENERATION = 50_000;

/**
 * Remembers which traces left not long ago, so that a late span of one does not begin it again as half a trace.
 * Two generations: when the newer is full the older is forgotten.
 */
export class DepartedTraces {
  #newer = new Set<number>();
  #older = new Set<number>();

  /** `id` is the trace id as four words. */
  add(id: ArrayLike<number>): void {
    if (this.#newer.size >= GENERATION) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(keyOf(id));
  }

  has(id: ArrayLike<number>): boolean {
    const key = keyOf(id);
    return this.#newer.has(key) || this.#older.has(key);
  }

  clear(): void {
    this.#newer.clear();
    this.#older.clear();
  }
}

/** 52 bits of the trace id's random part. */
function keyOf(id: ArrayLike<number>): number {
  return (id[1]! >>> 0) * 2 ** 20 + (id[3]! & 0xfffff);
}
