import { startMs } from '../../query/find-spans';
import type { Segment } from '../../store/segment';
import type { TimeWindow } from '../operations/time-window';
import { keptBySegment } from './kept-by-segment';

/** True if all living spans of a segment begin within a window. */
export function isWithin(segment: Segment, { sinceMs, untilMs }: TimeWindow): boolean {
  const { first, last } = timesOf(segment);
  return first >= sinceMs && last < untilMs;
}

/** Earliest and latest start of a segment's spans, in Unix milliseconds. */
const timesOf = keptBySegment(segment => {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < segment.count; index++) {
    if (segment.isDead(index)) continue;
    const ms = startMs(segment, index);
    if (ms < first) first = ms;
    if (ms > last) last = ms;
  }
  return { first, last };
});
