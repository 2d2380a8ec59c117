/** How long things took, in nanoseconds: by nearest rank, exact for a few thousand, within 1% for more. */
export interface Percentiles {
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

/** Beyond so many, sorting takes longer than people wait: they are counted in buckets instead. */
const EXACT = 10_000;
/** Buckets grow by 1% each; 3,000 reach from a nanosecond to hours. */
const BUCKETS_PER_E = 1 / Math.log(1.01);
const BUCKETS = 3200;

/** All 0 when there is nothing to rank. */
export function percentilesOf(durationsNs: readonly number[]): Percentiles {
  const at = durationsNs.length > EXACT ? rankedInBuckets(durationsNs) : ranked(durationsNs);
  return { p50Ns: at(0.5), p95Ns: at(0.95), p99Ns: at(0.99), maxNs: largest(durationsNs) };
}

function ranked(values: readonly number[]): (share: number) => number {
  const sorted = Float64Array.from(values).sort();
  return share => sorted[rankOf(share, sorted.length)] ?? 0;
}

function rankedInBuckets(values: readonly number[]): (share: number) => number {
  const counts = new Uint32Array(BUCKETS);
  for (const value of values)
    counts[Math.min(BUCKETS - 1, Math.floor(Math.log(value + 1) * BUCKETS_PER_E))]!++;
  return share => {
    let left = rankOf(share, values.length);
    const bucket = counts.findIndex(count => {
      left -= count;
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
