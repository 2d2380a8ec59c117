import type { Segment } from '../../store/segment';

/**
 * Keeps what was worked out of a segment that gets no more spans, as long as none of its spans leaves: a store of a million
 * spans is not read anew for each answer.
 */
export function keptBySegment<Result>(workOut: (segment: Segment) => Result): (segment: Segment) => Result {
  const kept = new WeakMap<Segment, { readonly deadCount: number; readonly result: Result }>();
  return segment => {
    if (!segment.isSealed) return workOut(segment);
    const { deadCount } = segment;
    const known = kept.get(segment);
    if (known?.deadCount === deadCount) return known.result;
    const result = workOut(segment);
    kept.set(segment, { deadCount, result });
    return result;
  };
}
