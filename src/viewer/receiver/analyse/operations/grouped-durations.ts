import { BUCKETS, bucketOf, EXACT, type Percentiles, percentilesOfFew, rankedInBuckets } from './percentiles';

/** Least durations of an operation in a segment that are counted in buckets once: reading them costs more than the buckets. */
const MANY = BUCKETS / 8;

/** Durations of a segment's operations, in nanoseconds, one operation behind the other: thousands of them are no objects. */
export class SegmentDurations {
  /** Operation i has `values[starts[i] .. starts[i + 1])`. */
  readonly starts: Uint32Array;
  readonly values: Float64Array;
  readonly #buckets = new Map<number, Uint32Array>();

  /** `operations` are the numbers of the spans' operations, below `count`; -1 for a span that does not count. */
  constructor(durationNs: Float64Array, operations: Int32Array, count: number) {
    this.starts = new Uint32Array(count + 1);
    for (const operation of operations) if (operation >= 0) this.starts[operation + 1]!++;
    for (let at = 0; at < count; at++) this.starts[at + 1]! += this.starts[at]!;
    this.values = new Float64Array(this.starts[count]!);
    const next = this.starts.slice();
    for (let span = 0; span < operations.length; span++) {
      const operation = operations[span]!;
      if (operation >= 0) this.values[next[operation]!++] = Math.max(0, durationNs[span]!);
    }
  }

  /** Adds the counts of an operation's durations to those in buckets. */
  countInto(buckets: Uint32Array, operation: number): void {
    const from = this.starts[operation]!;
    const to = this.starts[operation + 1]!;
    if (to - from < MANY) {
      for (let at = from; at < to; at++) buckets[bucketOf(this.values[at]!)]!++;
      return;
    }
    let own = this.#buckets.get(operation);
    if (own === undefined) {
      own = new Uint32Array(BUCKETS);
      for (let at = from; at < to; at++) own[bucketOf(this.values[at]!)]!++;
      this.#buckets.set(operation, own);
    }
    for (let at = 0; at < BUCKETS; at++) buckets[at]! += own[at]!;
  }
}

/** Durations of the operations of all segments. First all are added, then they are grouped, then they can be asked for. */
export class GroupedDurations {
  readonly #parts: { readonly durations: SegmentDurations; readonly groups: Uint32Array }[] = [];
  /** Group i has `values[starts[i] .. starts[i + 1])`. */
  readonly #starts: Uint32Array;
  #values = new Float64Array(0);

  /** `count` is the number of groups. */
  constructor(count: number) {
    this.#starts = new Uint32Array(count + 1);
  }

  /** Adds a segment's durations; `groups` are those of its operations. */
  add(durations: SegmentDurations, groups: Uint32Array): void {
    this.#parts.push({ durations, groups });
    const { starts } = durations;
    for (let at = 0; at < groups.length; at++)
      this.#starts[groups[at]! + 1]! += starts[at + 1]! - starts[at]!;
  }

  group(): void {
    const starts = this.#starts;
    for (let at = 1; at < starts.length; at++) starts[at]! += starts[at - 1]!;
    this.#values = new Float64Array(starts.at(-1)!);
    const next = starts.slice();
    for (const { durations, groups } of this.#parts) {
      for (let at = 0; at < groups.length; at++) {
        const group = groups[at]!;
        let into = next[group]!;
        for (let from = durations.starts[at]!; from < durations.starts[at + 1]!; from++)
          this.#values[into++] = durations.values[from]!;
        next[group] = into;
      }
    }
  }

  countOf(group: number): number {
    return this.#starts[group + 1]! - this.#starts[group]!;
  }

  percentilesOf(group: number): Percentiles {
    const count = this.countOf(group);
    const values = this.#values.subarray(this.#starts[group]!, this.#starts[group + 1]!);
    if (count <= EXACT) return percentilesOfFew(values);
    const buckets = new Uint32Array(BUCKETS);
    for (const { durations, groups } of this.#parts)
      for (let at = 0; at < groups.length; at++) if (groups[at] === group) durations.countInto(buckets, at);
    let maxNs = 0;
    for (const ns of values) if (ns > maxNs) maxNs = ns;
    const at = rankedInBuckets(buckets, count);
    return { p50Ns: at(0.5), p95Ns: at(0.95), p99Ns: at(0.99), maxNs };
  }
}
