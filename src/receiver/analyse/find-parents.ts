import type { Segment } from '../store/segment';

/** A span where it lies. */
export interface SpanRef {
  readonly segment: Segment;
  readonly index: number;
}

/** Up to so many spans, looking at each is quicker than a table. */
const FEW = 24;

/** Where in the list the parent of each span is; -1 where it is not there or there is none. */
export function findParents(spans: readonly SpanRef[]): Int32Array {
  const parents = new Int32Array(spans.length);
  const table = spans.length > FEW ? tableOf(spans) : undefined;
  for (let at = 0; at < spans.length; at++) {
    const { segment, index } = spans[at]!;
    const high = segment.parentId[index * 2]!;
    const low = segment.parentId[index * 2 + 1]!;
    if (high === 0 && low === 0) parents[at] = -1;
    else
      parents[at] =
        table === undefined ? findAmongFew(spans, high, low) : (table.get(keyOf(high, low)) ?? -1);
  }
  return parents;
}

function findAmongFew(spans: readonly SpanRef[], high: number, low: number): number {
  for (let at = 0; at < spans.length; at++) {
    const { segment, index } = spans[at]!;
    if (segment.spanId[index * 2] === high && segment.spanId[index * 2 + 1] === low) return at;
  }
  return -1;
}

function tableOf(spans: readonly SpanRef[]): Map<number, number> {
  return new Map(
    spans.map(({ segment, index }, at) => [
      keyOf(segment.spanId[index * 2]!, segment.spanId[index * 2 + 1]!),
      at,
    ]),
  );
}

/** 53 bits of a span id: two spans of one trace that share them are not to be expected. */
function keyOf(high: number, low: number): number {
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}
