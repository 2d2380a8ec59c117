import { isDistribution, isQuantiles, type Metric } from '../../store/metrics/metric';
import { addCells, type Cells, quantileOf } from './distribution';
import type { Stream } from './find-streams';
import { type Buckets, type Increase, increasesOf, LOOK_AROUND_MS, spread } from './increases';

/** Ways to show an instrument: `percentiles` are three lines, the others one for each series. */
export const STATS = ['value', 'rate', 'percentiles', 'p50', 'p95', 'p99', 'mean', 'quantiles'] as const;
export type Stat = (typeof STATS)[number];

/** A line; its quantile where the stat has several of them. */
export interface Line {
  readonly quantile?: string;
  readonly values: (number | null)[];
}

type Kind = Pick<Metric, 'type' | 'temporality' | 'isMonotonic'>;

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
/** A value holds until the next export, but not longer than this: then its process is gone. */
const STALE_MS = 150_000;

/** The stats that a type of instrument has, the usual one first. */
export function statsOf({ type, isMonotonic }: Pick<Kind, 'type' | 'isMonotonic'>): readonly Stat[] {
  if (type === 'gauge') return ['value'];
  if (type === 'sum') return isMonotonic ? ['rate'] : ['value'];
  if (type === 'summary') return ['quantiles', 'rate', 'mean'];
  return ['percentiles', 'p50', 'p95', 'p99', 'mean', 'rate'];
}

/** The lines of streams that belong together. */
export function linesOf(kind: Kind, streams: readonly Stream[], buckets: Buckets, stat: Stat): Line[] {
  if (stat === 'value') return [{ values: levels(kind, streams, buckets) }];
  if (stat === 'quantiles') return summaryLines(streams, buckets);
  if (stat === 'rate') return [{ values: rates(kind, streams, buckets) }];
  if (stat === 'mean') return [{ values: means(kind, streams, buckets) }];
  const cells = cellsOf(kind, streams, buckets);
  const names = stat === 'percentiles' ? (['p50', 'p95', 'p99'] as const) : [stat];
  return names.map(name => ({
    ...(stat === 'percentiles' && { quantile: name }),
    values: cells.map(each => quantileOf(each, SHARES[name]) ?? null),
  }));
}

/** Counts by size in each bucket. */
export function cellsOf(kind: Kind, streams: readonly Stream[], buckets: Buckets): Cells[] {
  const cells = Array.from({ length: buckets.count }, (): Cells => new Map());
  for (const increase of allIncreases(kind, streams, buckets)) {
    const { value } = increase;
    if (isDistribution(value))
      spread(increase, buckets, (bucket, share) => addCells(cells[bucket]!, value, share));
  }
  return cells;
}

/** Sums of what goes up and down; the mean of gauges. */
function levels({ type }: Kind, streams: readonly Stream[], buckets: Buckets): (number | null)[] {
  const all = streams.map(({ points }) =>
    levelsOf(
      points.map(({ timeMs, value }) => ({ timeMs, value: typeof value === 'number' ? value : null })),
      buckets,
    ),
  );
  return Array.from({ length: buckets.count }, (_, bucket) => {
    const values = all.map(line => line[bucket]!).filter(value => value !== null);
    if (values.length === 0) return null;
    const sum = values.reduce((a, b) => a + b, 0);
    return type === 'gauge' ? sum / values.length : sum;
  });
}

/** The last value in or before each bucket, unless it is stale. */
function levelsOf(
  points: readonly { readonly timeMs: number; readonly value: number | null }[],
  { sinceMs, untilMs, count }: Buckets,
): (number | null)[] {
  const width = (untilMs - sinceMs) / count;
  let at = -1;
  return Array.from({ length: count }, (_, bucket) => {
    const endMs = sinceMs + (bucket + 1) * width;
    while (at + 1 < points.length && points[at + 1]!.timeMs < endMs) at++;
    const point = points[at];
    return point === undefined || point.timeMs < endMs - width - STALE_MS ? null : point.value;
  });
}

function summaryLines(streams: readonly Stream[], buckets: Buckets): Line[] {
  const quantiles = new Set<number>();
  for (const { points } of streams)
    for (const { value } of points)
      if (isQuantiles(value)) for (const { quantile } of value.quantiles) quantiles.add(quantile);
  return [...quantiles]
    .sort((a, b) => a - b)
    .map(quantile => {
      const asGauges = streams.map(stream => ({
        ...stream,
        points: stream.points.map(point => ({
          ...point,
          value: isQuantiles(point.value)
            ? point.value.quantiles.find(each => each.quantile === quantile)?.value
            : undefined,
        })),
      }));
      const kind: Kind = { type: 'gauge', temporality: 'unspecified', isMonotonic: false };
      return { quantile: `p${quantile * 100}`, values: levels(kind, asGauges, buckets) };
    });
}

/** Increase a second, where something is known of the time. */
function rates(kind: Kind, streams: readonly Stream[], buckets: Buckets): (number | null)[] {
  const widthMs = (buckets.untilMs - buckets.sinceMs) / buckets.count;
  const sums = new Array<number | null>(buckets.count).fill(null);
  for (const stream of streams) {
    const amounts = new Float64Array(buckets.count);
    const knownMs = new Float64Array(buckets.count);
    for (const increase of allIncreases(kind, [stream], buckets)) {
      const amount = typeof increase.value === 'number' ? increase.value : increase.value.count;
      const lengthMs = increase.toMs - increase.fromMs;
      spread(increase, buckets, (bucket, share) => {
        amounts[bucket]! += amount * share;
        knownMs[bucket]! += lengthMs > 0 ? lengthMs * share : widthMs;
      });
    }
    knownMs.forEach((ms, bucket) => {
      if (ms > 0) sums[bucket] = (sums[bucket] ?? 0) + (amounts[bucket]! / ms) * 1000;
    });
  }
  return sums;
}

function means(kind: Kind, streams: readonly Stream[], buckets: Buckets): (number | null)[] {
  const sums = new Float64Array(buckets.count);
  const counts = new Float64Array(buckets.count);
  for (const increase of allIncreases(kind, streams, buckets)) {
    const { value } = increase;
    if (typeof value === 'number' || value.sum === undefined) continue;
    const { count, sum } = value;
    spread(increase, buckets, (bucket, share) => {
      sums[bucket]! += sum * share;
      counts[bucket]! += count * share;
    });
  }
  return Array.from(counts, (count, bucket) => (count > 0 ? sums[bucket]! / count : null));
}

function allIncreases(kind: Kind, streams: readonly Stream[], { sinceMs }: Buckets): Increase[] {
  return streams.flatMap(({ points }) => increasesOf(kind, points, sinceMs - LOOK_AROUND_MS));
}
