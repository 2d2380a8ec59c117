import { OtlpStatusCode } from '../../../../shared/otlp/fields';
import { nanosBetween, refOf, rowOf } from '../refs';
import type { Segment } from '../segment';

type SegmentOf = (ref: number) => Segment | undefined;

/** Begins the row of a new trace in the segment of its first span; returns the trace's ref. */
export function beginTrace(segment: Segment, id: ArrayLike<number>): number {
  const row = segment.traceCount++;
  segment.traceId.set(id, row * 4);
  segment.traceLast[row] = -1;
  segment.traceRoot[row] = -1;
  return refOf(segment, row);
}

/** Links a span that was just appended to its trace and brings the trace's row up to date: count, errors, time, root. */
export function joinTrace(traceRef: number, segment: Segment, span: number, segmentOf: SegmentOf): void {
  const home = segmentOf(traceRef)!;
  const row = rowOf(traceRef);
  const ref = refOf(segment, span);
  segment.trace[span] = traceRef;
  segment.previous[span] = home.traceLast[row]!;
  home.traceLast[row] = ref;
  home.traceSpans[row]!++;
  home.traceChanges++;
  if (segment.statusOf(span) === OtlpStatusCode.error) home.traceErrors[row]!++;
  widen(home, row, segment, span);
  if (isBetterRoot(segment, span, home.traceRoot[row]!, segmentOf)) home.traceRoot[row] = ref;
}

/** Lets the trace's time include the span's. */
function widen(home: Segment, row: number, segment: Segment, span: number): void {
  const { traceStart, traceEnd } = home;
  const at = row * 2;
  const low = segment.start[span * 2]!;
  const high = segment.start[span * 2 + 1]!;
  const isFirst = home.traceSpans[row] === 1;
  if (isFirst || nanosBetween(low, high, traceStart[at]!, traceStart[at + 1]!) > 0) {
    traceStart[at] = low;
    traceStart[at + 1] = high;
  }
  const carried = low + Math.max(0, segment.durationNs[span]!);
  const endLow = carried % 2 ** 32;
  const endHigh = high + Math.floor(carried / 2 ** 32);
  if (isFirst || nanosBetween(traceEnd[at]!, traceEnd[at + 1]!, endLow, endHigh) > 0) {
    traceEnd[at] = endLow;
    traceEnd[at + 1] = endHigh;
  }
}

/** The root is the span without a parent, else the one that started first. */
function isBetterRoot(segment: Segment, span: number, rootRef: number, segmentOf: SegmentOf): boolean {
  if (rootRef === -1) return true;
  const other = segmentOf(rootRef)!;
  const root = rowOf(rootRef);
  const hasParent = segment.hasParent(span);
  if (hasParent !== other.hasParent(root)) return !hasParent;
  const { start } = segment;
  return (
    nanosBetween(start[span * 2]!, start[span * 2 + 1]!, other.start[root * 2]!, other.start[root * 2 + 1]!) >
    0
  );
}
