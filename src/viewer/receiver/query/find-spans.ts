import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import type { Compiled, SegmentTest } from './segment-test';

/** A span of time in Unix milliseconds: from `sinceMs` up to but not `untilMs`. */
export interface TimeRange {
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
}

/** Calls `use` with every living span that matches and began in the given time, oldest segment first. */
export function findSpans(
  store: SpanStore,
  compiled: Compiled,
  range: TimeRange,
  use: (segment: Segment, index: number) => void,
): void {
  for (const segment of store.segments)
    findSpansIn(segment, compiled(segment, store), range, index => use(segment, index));
}

/** Calls `use` with every living span of a segment that matches and began in the given time. */
export function findSpansIn(
  segment: Segment,
  test: SegmentTest,
  range: TimeRange,
  use: (index: number) => void,
): void {
  if (test === false) return;
  const inTime = timeTest(range);
  const { count } = segment;
  for (let index = 0; index < count; index++) {
    if ((test === true || test(index)) && inTime(segment, index) && !segment.isDead(index)) use(index);
  }
}

function timeTest({ sinceMs, untilMs }: TimeRange): (segment: Segment, index: number) => boolean {
  if (sinceMs === undefined && untilMs === undefined) return () => true;
  const since = sinceMs ?? Number.NEGATIVE_INFINITY;
  const until = untilMs ?? Number.POSITIVE_INFINITY;
  return (segment, index) => {
    const ms = startMs(segment, index);
    return ms >= since && ms < until;
  };
}

/** Start of a span in Unix milliseconds, to the microsecond. */
export function startMs({ start }: Segment, index: number): number {
  return (start[index * 2 + 1]! * 2 ** 32 + start[index * 2]!) / 1e6;
}
