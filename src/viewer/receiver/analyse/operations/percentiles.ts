/** Percentiles of durations, in nanoseconds: by nearest rank, exact for a few thousand, within 1% for more. */
export interface Percentiles {
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

/** Maximum to sort: above it sorting takes longer than people wait, so buckets count instead. */
export const EXACT = 10_000;
/** Buckets grow by 1% each; 3,000 reach from a nanosecond to hours. */
const BUCKETS_PER_E = 1 / Math.log(1.01);
export const BUCKETS = 3200;

/** All 0 when there is nothing to rank. */
export function percentilesOf(durationsNs: readonly number[]): Percentiles {
  if (durationsNs.length <= EXACT) return percentilesOfFew(Float64Array.from(durationsNs));
  const at = inBuckets(durationsNs);
  return { p50Ns: at(0.5), p95Ns: at(0.95), p99Ns: at(0.99), maxNs: largest(durationsNs) };
}

/** Exact percentiles. Sorts its argument. */
export function percentilesOfFew(durationsNs: Float64Array): Percentiles {
  durationsNs.sort();
  const at = (share: number) => durationsNs[rankOf(share, durationsNs.length)] ?? 0;
  return { p50Ns: at(0.5), p95Ns: at(0.95), p99Ns: at(0.99), maxNs: durationsNs.at(-1) ?? 0 };
}

function inBuckets(values: readonly number[]): (share: number) => number {
  const counts = new Uint32Array(BUCKETS);
  for (const value of values) counts[bucketOf(value)]!++;
  return rankedInBuckets(counts, values.length);
}

/** Bucket that a duration counts in. */
export function bucketOf(ns: number): number {
  return Math.min(BUCKETS - 1, Math.floor(Math.log(ns + 1) * BUCKETS_PER_E));
}

/** Ranks by the counts of buckets, of which there are `count` in all. */
export function rankedInBuckets(counts: Uint32Array, count: number): (share: number) => number {
  return share => {
    let left = rankOf(share, count);
    const bucket = counts.findIndex(each => {
      left -= each;
      return left < 0;
    });
    return Math.exp((bucket + 0.5) / BUCKETS_PER_E) - 1;
  };
}

function rankOf(share: number, length: number): number {
  return Math.max(0, Math.ceil(share * length) - 1);
}

function largest(values: readonly number[]): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}
