import { OtlpStatusCode } from '../../../../shared/otlp/fields';
import { startMs } from '../../query/find-spans';
import type { Segment } from '../../store/segment';
import { isEntry } from '../operations/operations';
import type { TimeWindow } from '../operations/time-window';
import { isWithin } from '../segments/is-within';
import { keptBySegment } from '../segments/kept-by-segment';

/** Spans of an origin in a segment, and requests among them within a window. */
export interface OriginPart {
  spans: number;
  lastSeenMs: number;
  requests: number;
  errors: number;
  readonly operations: Set<string>;
}

/** Counts a segment's spans by the number of their origin. Counts of a whole segment are kept. */
export function spansByOrigin(segment: Segment, window: TimeWindow): ReadonlyMap<number, OriginPart> {
  return isWithin(segment, window) ? wholeSegment(segment) : originsIn(segment, window);
}

const EVER = { sinceMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
const wholeSegment = keptBySegment(segment => originsIn(segment, EVER));

function originsIn(segment: Segment, { sinceMs, untilMs }: TimeWindow): Map<number, OriginPart> {
  const parts = new Map<number, OriginPart>();
  const names: string[] = [];
  for (let index = 0; index < segment.count; index++) {
    if (segment.isDead(index)) continue;
    const origin = segment.origin[index]!;
    let part = parts.get(origin);
    if (part === undefined) {
      part = { spans: 0, lastSeenMs: 0, requests: 0, errors: 0, operations: new Set() };
      parts.set(origin, part);
    }
    const ms = startMs(segment, index);
    part.spans++;
    part.lastSeenMs = Math.max(part.lastSeenMs, ms + Math.max(0, segment.durationNs[index]!) / 1e6);
    if (ms < sinceMs || ms >= untilMs || !isEntry(segment, index)) continue;
    part.requests++;
    if (segment.statusOf(index) === OtlpStatusCode.error) part.errors++;
    const name = segment.name[index]!;
    names[name] ??= Buffer.from(segment.names.get(name)).toString('utf8');
    part.operations.add(names[name]);
  }
  return parts;
}
