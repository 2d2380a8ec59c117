import { isDistribution, type Metric, type Point, type PointValue } from '../../store/metrics/metric';
import { gained } from './distribution';

/** Increases within a window need the points before and after it, and exports may be minutes apart. */
export const LOOK_AROUND_MS = 5 * 60_000;

/** An amount that was added between two times, Unix milliseconds. */
export interface Increase<Value extends PointValue = PointValue> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: Value;
}

/**
 * Tells how much each point of a stream adds to those before it. A cumulative stream begins anew where its start moves
 * or its count falls (metrics data model, "Resets and gaps"); its first point counts from its start, if that is not
 * before `sinceMs`, from when on points were looked for.
 */
export function increasesOf(
  { temporality }: Pick<Metric, 'temporality'>,
  points: readonly Point[],
  sinceMs: number,
): Increase[] {
  const increases: Increase[] = [];
  let before: Point | undefined;
  for (const point of points) {
    const { value, startMs, timeMs } = point;
    if (value === undefined || (before !== undefined && timeMs <= before.timeMs)) continue;
    if (temporality === 'delta') {
      increases.push({ fromMs: startMs || (before?.timeMs ?? timeMs), toMs: timeMs, value });
    } else if (before === undefined) {
      if (startMs >= sinceMs) increases.push({ fromMs: startMs, toMs: timeMs, value });
    } else if (isReset(point, before)) {
      increases.push({ fromMs: Math.max(startMs, before.timeMs), toMs: timeMs, value });
    } else increases.push({ fromMs: before.timeMs, toMs: timeMs, value: difference(value, before.value!) });
    before = point;
  }
  return increases;
}

function isReset(point: Point, before: Point): boolean {
  if (point.startMs > before.startMs && point.startMs >= before.timeMs) return true;
  return sizeOf(point.value!) < sizeOf(before.value!);
}

function sizeOf(value: PointValue): number {
  return typeof value === 'number' ? value : value.count;
}

function difference(now: PointValue, before: PointValue): PointValue {
  if (typeof now === 'number') return now - (before as number);
  if (isDistribution(now) && isDistribution(before)) return gained(now, before);
  const { count, sum } = before as { count: number; sum: number };
  return { ...now, count: now.count - count, sum: (now.sum ?? 0) - sum };
}

/** The parts of a time that is cut into `count` equal ones. */
export interface Buckets {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly count: number;
}

/**
 * Calls `add` with each bucket that an increase falls into, and the share of it. Exports come less often than there are
 * buckets: an increase is spread over the time that it tells of.
 */
export function spread(
  { fromMs, toMs }: Pick<Increase, 'fromMs' | 'toMs'>,
  { sinceMs, untilMs, count }: Buckets,
  add: (bucket: number, share: number) => void,
): void {
  const width = (untilMs - sinceMs) / count;
  const length = toMs - fromMs;
  const bucketOf = (ms: number) => Math.floor((ms - sinceMs) / width);
  if (length <= 0) {
    const bucket = bucketOf(toMs);
    if (bucket >= 0 && bucket < count) add(bucket, 1);
    return;
  }
  const last = Math.min(count - 1, bucketOf(toMs));
  for (let bucket = Math.max(0, bucketOf(fromMs)); bucket <= last; bucket++) {
    const start = sinceMs + bucket * width;
    const overlap = Math.min(toMs, start + width) - Math.max(fromMs, start);
    if (overlap > 0) add(bucket, overlap / length);
  }
}
