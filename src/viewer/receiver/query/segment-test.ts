import type { Origin } from '../store/origins';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';

/** Tells whether a span, given by its index, matches. */
export type SpanTest = (index: number) => boolean;

/** Result of a test on a segment: a test with equal results for all its spans needs no look at them. */
export type SegmentTest = SpanTest | boolean;

/** Makes the test for a segment, and settles whatever is equal for all its spans. */
export type Compiled = (segment: Segment, store: SpanStore) => SegmentTest;

/** Every part (`all`) or any part must hold. Parts settled for the whole segment drop out. */
export function combined(parts: readonly Compiled[], all: boolean): Compiled {
  return (segment, store) => {
    const open: SpanTest[] = [];
    for (const part of parts) {
      const test = part(segment, store);
      if (test === !all) return test;
      if (typeof test === 'function') open.push(test);
    }
    const [first, second, ...others] = open;
    if (first === undefined || second === undefined) return first ?? all;
    if (all) return index => first(index) && second(index) && others.every(test => test(index));
    return index => first(index) || second(index) || others.some(test => test(index));
  };
}

/** Turns a test around. */
export function negated(part: Compiled): Compiled {
  return (segment, store) => {
    const test = part(segment, store);
    return typeof test === 'function' ? index => !test(index) : !test;
  };
}

/** A test on where a span comes from: made once for each origin of a segment. */
export function originTest(holds: (origin: Origin) => boolean): Compiled {
  return segment => {
    const marks = new Uint8Array(segment.origins.count);
    for (let number = 0; number < marks.length; number++) {
      if (holds(segment.origins.of(number))) marks[number] = 1;
    }
    return markTest(marks, segment.origin);
  };
}

/** A test by marks on what spans share, which a column names; settled when none or all are marked. */
export function markTest(marks: Uint8Array, column: Uint16Array): SegmentTest {
  if (!marks.includes(1)) return false;
  return marks.includes(0) ? index => marks[column[index]!] === 1 : true;
}
