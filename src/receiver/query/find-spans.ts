import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import type { Compiled } from './segment-test';

/** A span of time in Unix milliseconds: from `sinceMs` up to but not `untilMs`. */
export interface TimeRange {
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
}

/** Calls `use` with every living span that is meant and began in the time asked for, oldest segment first. */
export function findSpans(
  store: SpanStore,
  compiled: Compiled,
  range: TimeRange,
  use: (segment: Segment, index: number) => void,
): void {
  const inTime = timeTest(range);
  for (const segment of store.segments) {
    const test = compiled(segment, store);
    if (test === false) continue;
    const { count } = segment;
    for (let index = 0; index < count; index++) {
      if ((test === true || test(index)) && inTime(segment, index) && !segment.isDead(index))
        use(segment, index);
    }
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

/** When a span began, in Unix milliseconds, to the microsecond. */
export function startMs({ start }: Segment, index: number): number {
  return (start[index * 2 + 1]! * 2 ** 32 + start[index * 2]!) / 1e6;
}
