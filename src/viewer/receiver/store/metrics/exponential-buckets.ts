/** Counts of neighbouring buckets, the first at `offset`. */
export interface Buckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** Finer scales than this have more buckets than a screen can show: 2^(1/16) is 4% from one bound to the next. */
const FINEST_SCALE = 4;
/** Buckets of one side, at most: the specification's own default for a histogram is 160. */
const MAX_BUCKETS = 1000;

/**
 * Upper ends and counts of an exponential histogram, whose bucket `i` holds values above 2^(i / 2^scale) up to the next
 * such power (OpenTelemetry specification, metrics data model, "ExponentialHistogram").
 */
export function explicitBuckets(
  scale: number,
  { positive, negative }: { readonly positive: Buckets; readonly negative: Buckets },
  zeros: { readonly count: number; readonly threshold: number },
): { uppers: number[]; counts: number[] } {
  const coarser = Math.max(0, scale - FINEST_SCALE);
  const boundOf = (index: number) => 2 ** (index / 2 ** (scale - coarser));
  const above = coarsened(positive, coarser);
  const below = coarsened(negative, coarser);
  const uppers: number[] = [];
  const counts: number[] = [];
  const add = (upper: number, count: number) => {
    if (uppers.length > 0 && upper <= uppers.at(-1)!) counts[counts.length - 1]! += count;
    else {
      uppers.push(upper);
      counts.push(count);
    }
  };
  if (below.counts.length > 0) add(-boundOf(below.offset + below.counts.length), 0);
  below.counts.toReversed().forEach((count, at) => {
    add(-boundOf(below.offset + below.counts.length - 1 - at), count);
  });
  if (zeros.count > 0 || above.counts.length > 0)
    add(above.counts.length > 0 ? boundOf(above.offset) : zeros.threshold, zeros.count);
  above.counts.forEach((count, at) => {
    add(boundOf(above.offset + at + 1), count);
  });
  return { uppers, counts };
}

/** Joins 2^steps neighbours into each bucket. */
function coarsened({ offset, counts }: Buckets, steps: number): Buckets {
  const factor = 2 ** steps;
  const first = Math.floor(offset / factor);
  const joined: number[] = [];
  counts.slice(0, MAX_BUCKETS).forEach((count, at) => {
    const bucket = Math.floor((offset + at) / factor) - first;
    joined[bucket] = (joined[bucket] ?? 0) + count;
  });
  return { offset: first, counts: joined };
}
