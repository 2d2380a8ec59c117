import type { Metric, Point } from '../../store/metrics/metric';
import type { MetricChunk, MetricStore } from '../../store/metrics/metric-store';
import { readMetric } from '../../store/metrics/read-metric';
import type { Attributes } from '../../trace';

/** Points that an answer is made from, the newest. */
const MAX_POINTS = 400_000;

/** Points of one set of attributes of one process, in order of time. */
export interface Stream {
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly points: Point[];
}

export interface StreamSearch {
  readonly service: string;
  readonly name: string;
  /** Time of the points, Unix milliseconds: from `sinceMs` up to `untilMs`. */
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Tells which streams are wanted. */
  readonly holds: (attributes: Attributes, resource: Attributes) => boolean;
}

/** The streams of an instrument, and what its newest export says of it; undefined if there is none. */
export function findStreams(
  { chunks }: MetricStore,
  { service, name, sinceMs, untilMs, holds }: StreamSearch,
): { readonly metric: Metric; readonly streams: readonly Stream[] } | undefined {
  const isWanted = (chunk: MetricChunk) =>
    chunk.instruments.map(each => each.name === name && chunk.origins.of(each.origin).service === service);
  const newest = newestOf(chunks, isWanted);
  if (newest === undefined) return undefined;
  const streams = new Map<string, Stream>();
  let room = MAX_POINTS;
  for (const chunk of chunks.toReversed()) {
    const wanted = isWanted(chunk);
    for (let index = chunk.count - 1; index >= 0 && room > 0; index--) {
      const ms = chunk.timeMs[index]!;
      if (!wanted[chunk.instrument[index]!] || ms < sinceMs || ms >= untilMs) continue;
      const metric = readMetric(chunk.recordOf(index));
      // After a new deployment an instrument may be another one of that name.
      if (metric.type !== newest.type) continue;
      room -= metric.points.length;
      addPoints(metric, originOf(chunk, index), holds, streams);
    }
  }
  const found = [...streams.values()];
  for (const { points } of found) points.sort((a, b) => a.timeMs - b.timeMs);
  return { metric: newest, streams: found };
}

function newestOf(
  chunks: readonly MetricChunk[],
  isWanted: (chunk: MetricChunk) => readonly boolean[],
): Metric | undefined {
  let newest: { chunk: MetricChunk; last: number } | undefined;
  for (const chunk of chunks) {
    const wanted = isWanted(chunk);
    chunk.instruments.forEach(({ last }, number) => {
      if (!wanted[number]) return;
      if (newest === undefined || chunk.timeMs[last]! >= newest.chunk.timeMs[newest.last]!)
        newest = { chunk, last };
    });
  }
  return newest && readMetric(newest.chunk.recordOf(newest.last));
}

/** A process sends under one resource; two of a service have another `service.instance.id` or `process.pid`. */
function originOf(chunk: MetricChunk, index: number): { key: string; resource: Attributes } {
  const { resource, scope } = chunk.origins.of(chunk.origin[index]!);
  return { key: `${JSON.stringify(resource)} ${scope.name}`, resource };
}

function addPoints(
  { points }: Metric,
  { key, resource }: { key: string; resource: Attributes },
  holds: StreamSearch['holds'],
  streams: Map<string, Stream>,
): void {
  for (const point of points) {
    const { attributes } = point;
    const streamKey = `${key} ${JSON.stringify(attributes, Object.keys(attributes).sort())}`;
    let stream = streams.get(streamKey);
    if (stream === undefined) {
      if (!holds(attributes, resource)) continue;
      stream = { attributes, resource, points: [] };
      streams.set(streamKey, stream);
    }
    stream.points.push(point);
  }
}
