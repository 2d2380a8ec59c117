import { BUCKETS, bucketOf, EXACT, type Percentiles, percentilesOfFew, rankedInBuckets } from './percentiles';

/** Durations, in nanoseconds, that percentiles can be made of together with others. */
export class Durations {
  readonly values: number[] = [];
  maxNs = 0;
  #buckets: Uint32Array | undefined;

  add(ns: number): void {
    this.values.push(ns);
    if (ns > this.maxNs) this.maxNs = ns;
    this.#buckets = undefined;
  }

  /** Count of each bucket, kept until another duration is added. */
  get buckets(): Uint32Array {
    if (this.#buckets === undefined) {
      this.#buckets = new Uint32Array(BUCKETS);
      for (const ns of this.values) this.#buckets[bucketOf(ns)]!++;
    }
    return this.#buckets;
  }
}

/** Number of durations of all parts. */
export function countOfAll(parts: readonly Durations[]): number {
  return parts.reduce((sum, { values }) => sum + values.length, 0);
}

/** Percentiles of all durations of some parts. */
export function percentilesOfAll(parts: readonly Durations[]): Percentiles {
  const count = countOfAll(parts);
  if (count <= EXACT) return percentilesOfFew(joined(parts, count));
  const buckets = new Uint32Array(BUCKETS);
  let maxNs = 0;
  for (const part of parts) {
    if (part.maxNs > maxNs) maxNs = part.maxNs;
    if (part.values.length < BUCKETS / 8) for (const ns of part.values) buckets[bucketOf(ns)]!++;
    else for (let at = 0; at < BUCKETS; at++) buckets[at]! += part.buckets[at]!;
  }
  const at = rankedInBuckets(buckets, count);
  return { p50Ns: at(0.5), p95Ns: at(0.95), p99Ns: at(0.99), maxNs };
}

function joined(parts: readonly Durations[], count: number): Float64Array {
  const all = new Float64Array(count);
  let at = 0;
  for (const { values } of parts) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}
