import { SEGMENT_SPANS, type Segment } from './segment';

/**
 * A ref is a number that names one row of one segment: a span, or a trace that began there.
 * It stays below 2^31 because segment numbers start again at 65,536, far more than a store ever holds.
 */
export function refOf(segment: Segment, row: number): number {
  return segment.number * SEGMENT_SPANS + row;
}

/** Segment numbers are below this. */
export const SEGMENT_NUMBERS = 65_536;

/** Row of a ref within its segment. */
export function rowOf(ref: number): number {
  return ref % SEGMENT_SPANS;
}

/** Number of a ref's segment. */
export function segmentNumberOf(ref: number): number {
  return Math.floor(ref / SEGMENT_SPANS);
}

/** Nanoseconds from one 64-bit time to another, each given as its low and high half; exact up to 104 days. */
export function nanosBetween(fromLow: number, fromHigh: number, toLow: number, toHigh: number): number {
  return (toHigh - fromHigh) * 2 ** 32 + (toLow - fromLow);
}
