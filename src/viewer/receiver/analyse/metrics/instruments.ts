import type { MetricType, Temporality } from '../../store/metrics/metric';
import type { MetricChunk, MetricStore } from '../../store/metrics/metric-store';
import { readMetric } from '../../store/metrics/read-metric';

/** An instrument of a service, as its newest export describes it. */
export interface Instrument {
  readonly service: string;
  readonly name: string;
  readonly scope: string;
  readonly description: string;
  readonly unit: string;
  readonly type: MetricType;
  readonly temporality: Temporality;
  readonly isMonotonic: boolean;
  /** Points that are kept. */
  readonly points: number;
  /** Sets of attributes in the newest export. */
  readonly streams: number;
  /** Unix milliseconds of the newest point. */
  readonly newestMs: number;
  /** Keys of the attributes that its points have. */
  readonly attributes: readonly string[];
}

interface Seen {
  chunk: MetricChunk;
  last: number;
  points: number;
}

/** All instruments that are kept, by service and name. */
export function listInstruments({ chunks }: MetricStore): Instrument[] {
  const seen = new Map<string, Seen & { service: string; scope: string; name: string }>();
  for (const chunk of chunks) {
    for (const { origin, name, last, points } of chunk.instruments) {
      const { service, scope } = chunk.origins.of(origin);
      const key = JSON.stringify([service, name]);
      const before = seen.get(key);
      const isNewer = before === undefined || chunk.timeMs[last]! >= before.chunk.timeMs[before.last]!;
      const kept = (before?.points ?? 0) + points;
      if (isNewer) seen.set(key, { chunk, last, points: kept, service, scope: scope.name, name });
      else before.points = kept;
    }
  }
  return [...seen.values()].map(describe).sort(byServiceAndName);
}

function describe({
  chunk,
  last,
  points: kept,
  service,
  scope,
}: Seen & { service: string; scope: string }): Instrument {
  const { points, ...metric } = readMetric(chunk.recordOf(last));
  return {
    ...metric,
    service,
    scope,
    points: kept,
    streams: points.length,
    newestMs: chunk.timeMs[last]!,
    attributes: [...new Set(points.flatMap(({ attributes }) => Object.keys(attributes)))].sort(),
  };
}

function byServiceAndName(a: Instrument, b: Instrument): number {
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
