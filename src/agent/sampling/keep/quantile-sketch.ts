/** Buckets for each doubling of the duration: neighbours differ by 9%. */
const PER_DOUBLING = 8;
/** From 10 us to 3 minutes. */
const SHORTEST_MS = 0.01;
const BUCKETS = 24 * PER_DOUBLING;
/** Observations before the quantile is known, and between two looks at it. */
const LEAST = 100;
const LOOK_EVERY = 32;
/** Observations after which all counts are halved, so that old ones fade. */
const MOST = 8192;

/** Estimates a quantile of durations within 9%, in 400 bytes. */
export class QuantileSketch {
  readonly #quantile: number;
  readonly #counts = new Uint16Array(BUCKETS);
  #total = 0;
  #limitMs = Number.POSITIVE_INFINITY;

  constructor(quantile: number) {
    this.#quantile = quantile;
  }

  /** Counts a duration, and tells whether it is beyond the quantile of those before. */
  add(durationMs: number): boolean {
    const isBeyond = durationMs > this.#limitMs;
    this.#counts[bucketOf(durationMs)]!++;
    this.#total++;
    if (this.#total >= MOST) this.#fade();
    if (this.#total >= LEAST && this.#total % LOOK_EVERY === 0) this.#limitMs = this.#find();
    return isBeyond;
  }

  #find(): number {
    const rank = this.#quantile * this.#total;
    let below = 0;
    let bucket = -1;
    while (below < rank && bucket < BUCKETS - 1) below += this.#counts[++bucket]!;
    return SHORTEST_MS * 2 ** ((bucket + 1) / PER_DOUBLING);
  }

  #fade(): void {
    this.#total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      this.#counts[bucket]! >>= 1;
      this.#total += this.#counts[bucket]!;
    }
  }
}

function bucketOf(durationMs: number): number {
  const bucket = Math.floor(Math.log2(durationMs / SHORTEST_MS) * PER_DOUBLING);
  return bucket > 0 ? Math.min(bucket, BUCKETS - 1) : 0;
}
