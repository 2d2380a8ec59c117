import { type Origin, originOf } from '../store/origin';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';

/** Says of a span, by its index, whether it is meant. */
export type SpanTest = (index: number) => boolean;

/** A test that comes out alike for all spans of a segment needs no look at any. */
export type SegmentTest = SpanTest | boolean;

/** Makes the test for one segment: what can be settled once for all its spans is settled here. */
export type Compiled = (segment: Segment, store: SpanStore) => SegmentTest;

/** Every part (`all`) or any part must hold. Parts that are settled for the whole segment drop out. */
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
      if (holds(originOf(segment.origins, number))) marks[number] = 1;
    }
    return markTest(marks, segment.origin);
  };
}

/** A test by marks on what spans share, which a column names; settled when none or all are marked. */
export function markTest(marks: Uint8Array, column: Uint16Array): SegmentTest {
  if (!marks.includes(1)) return false;
  return marks.includes(0) ? index => marks[column[index]!] === 1 : true;
}
