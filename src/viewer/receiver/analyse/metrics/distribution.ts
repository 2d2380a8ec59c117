import type { Distribution } from '../../store/metrics/metric';

/** Counts by the upper end of their bucket: distributions with other bounds can be added to it. */
export type Cells = Map<number, number>;

/**
 * Subtracts an earlier state of a cumulative distribution. Bounds may have become coarser in between, as exponential
 * histograms' do: the earlier counts go to the buckets that hold theirs.
 */
export function gained(now: Distribution, before: Distribution): Distribution {
  const counts = [...now.counts];
  let at = 0;
  before.uppers.forEach((upper, index) => {
    while (at < now.uppers.length - 1 && now.uppers[at]! < upper) at++;
    counts[at] = Math.max(0, (counts[at] ?? 0) - before.counts[index]!);
  });
  const sum = now.sum === undefined || before.sum === undefined ? undefined : now.sum - before.sum;
  // Least and greatest are those since the start, not of this time.
  return { ...now, count: now.count - before.count, sum, min: undefined, max: undefined, counts };
}

/** Adds a share of a distribution's counts. */
export function addCells(into: Cells, { uppers, counts }: Distribution, share: number): void {
  uppers.forEach((upper, at) => {
    into.set(upper, (into.get(upper) ?? 0) + counts[at]! * share);
  });
}

/**
 * The value below which that share of the measurements lies, taken to be spread evenly in their bucket; undefined
 * without any. Beyond the last bound it is that bound: nothing more is known.
 */
export function quantileOf(cells: Cells, share: number): number | undefined {
  const sorted = [...cells].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (total <= 0) return undefined;
  let passed = 0;
  for (let at = 0; at < sorted.length; at++) {
    const [upper, count] = sorted[at]!;
    const below = passed + count;
    if (below >= share * total && count > 0) {
      const lower = sorted[at - 1]?.[0] ?? Math.min(0, upper);
      if (!Number.isFinite(upper)) return lower;
      return lower + (upper - lower) * ((share * total - passed) / count);
    }
    passed = below;
  }
  return sorted.at(-1)![0];
}
