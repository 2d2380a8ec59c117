import type { MetricFilter } from '../../query/metrics/metric-filter';
import { attributeOf } from '../../query/metrics/metric-filter';
import type { Metric } from '../../store/metrics/metric';
import type { MetricStore } from '../../store/metrics/metric-store';
import type { Attributes, Value } from '../../trace';
import type { TimeWindow } from '../operations/time-window';
import { findStreams, type Stream } from './find-streams';
import { type Heat, heatOf } from './heat';
import { type Buckets, LOOK_AROUND_MS } from './increases';
import { linesOf, type Stat, statsOf } from './lines';

/** Series that are told of; the rest are counted. */
const MAX_SERIES = 20;
const MAX_EXEMPLARS = 200;
const MAX_VALUES = 50;

export interface SeriesQuestion {
  readonly service: string;
  readonly name: string;
  readonly window: TimeWindow;
  /** Parts of the window. */
  readonly buckets: number;
  /** Keys of attributes: a series for each set of their values. */
  readonly split: readonly string[];
  readonly filter: MetricFilter;
  /** Undefined for what the type of instrument shows by default. */
  readonly stat: Stat | undefined;
}

/** A line of a chart. */
export interface Series {
  /** Values of the attributes that it was split by, or the quantile: `{ quantile: 'p95' }`. */
  readonly attributes: Attributes;
  /** A value for each bucket; null where nothing is known. */
  readonly values: readonly (number | null)[];
  /** The newest value. */
  readonly latest: number | null;
}

/** A measurement with the span that made it. */
export interface ShownExemplar {
  readonly timeMs: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface MetricSeries {
  readonly metric: Omit<Metric, 'points'>;
  readonly window: TimeWindow;
  /** Middle of each bucket, Unix milliseconds. */
  readonly timesMs: readonly number[];
  readonly stat: Stat;
  readonly stats: readonly Stat[];
  readonly series: readonly Series[];
  /** Further series, which have smaller values. */
  readonly others: number;
  /** Counts by time and size, of histograms. */
  readonly heat: Heat | undefined;
  readonly exemplars: readonly ShownExemplar[];
  /** Values that attributes have, for filters. */
  readonly attributes: readonly { readonly key: string; readonly values: readonly Value[] }[];
}

/** Tells the measurements of an instrument over time; undefined for an instrument that is not kept. */
export function metricSeries(store: MetricStore, question: SeriesQuestion): MetricSeries | undefined {
  const { service, name, window, split, filter } = question;
  const found = findStreams(store, {
    service,
    name,
    sinceMs: window.sinceMs - LOOK_AROUND_MS,
    untilMs: window.untilMs + LOOK_AROUND_MS,
    holds: () => true,
  });
  if (found === undefined) return undefined;
  const { points: _, ...metric } = found.metric;
  const streams = found.streams.filter(({ attributes, resource }) => filter(attributes, resource));
  const buckets: Buckets = { ...window, count: question.buckets };
  const stats = statsOf(metric);
  const usual = split.length > 0 && stats.includes('p95') ? 'p95' : stats[0]!;
  const stat = stats.find(each => each === question.stat) ?? usual;
  const series = groupsOf(streams, split)
    .flatMap(({ attributes, members }) =>
      linesOf(metric, members, buckets, stat).map(({ quantile, values }) => ({
        attributes: quantile === undefined ? attributes : { ...attributes, quantile },
        values,
        latest: values.findLast(value => value !== null) ?? null,
      })),
    )
    .filter(({ values }) => values.some(value => value !== null));
  if (split.length > 0) series.sort((a, b) => largestOf(b) - largestOf(a));
  return {
    metric,
    window,
    timesMs: timesOf(buckets),
    stat,
    stats,
    series: series.slice(0, MAX_SERIES),
    others: Math.max(0, series.length - MAX_SERIES),
    heat: heatOf(metric, streams, buckets),
    exemplars: exemplarsOf(streams, window),
    attributes: valuesOf(found.streams),
  };
}

interface Group {
  readonly attributes: Attributes;
  readonly members: Stream[];
}

function groupsOf(streams: readonly Stream[], split: readonly string[]): Group[] {
  const groups = new Map<string, Group>();
  for (const stream of streams) {
    const values = split.map(key => attributeOf(key, stream.attributes, stream.resource) ?? null);
    const key = JSON.stringify(values);
    const group = groups.get(key);
    if (group !== undefined) group.members.push(stream);
    else
      groups.set(key, {
        attributes: Object.fromEntries(split.map((name, at) => [name, values[at]!])),
        members: [stream],
      });
  }
  return [...groups.values()];
}

function largestOf({ values }: Series): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

function timesOf({ sinceMs, untilMs, count }: Buckets): number[] {
  const width = (untilMs - sinceMs) / count;
  return Array.from({ length: count }, (_, bucket) => sinceMs + (bucket + 0.5) * width);
}

function exemplarsOf(streams: readonly Stream[], { sinceMs, untilMs }: TimeWindow): ShownExemplar[] {
  return streams
    .flatMap(({ attributes, points }) =>
      points.flatMap(({ exemplars }) =>
        exemplars
          .filter(({ traceId, timeMs }) => traceId !== '' && timeMs >= sinceMs && timeMs < untilMs)
          .map(exemplar => ({ ...exemplar, attributes: { ...attributes, ...exemplar.attributes } })),
      ),
    )
    .sort((a, b) => b.timeMs - a.timeMs)
    .slice(0, MAX_EXEMPLARS);
}

function valuesOf(streams: readonly Stream[]): { key: string; values: Value[] }[] {
  const known = new Map<string, Set<Value>>();
  for (const { attributes } of streams) {
    for (const [key, value] of Object.entries(attributes)) {
      const values = known.get(key) ?? new Set();
      known.set(key, values);
      if (values.size < MAX_VALUES && typeof value !== 'object') values.add(value);
    }
  }
  return [...known]
    .map(([key, values]) => ({ key, values: [...values].sort() }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
