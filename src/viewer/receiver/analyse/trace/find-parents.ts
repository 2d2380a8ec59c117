import { OtlpSpanKind } from '../../../../shared/otlp/fields';
import type { Segment } from '../../store/segment';
import { keyOfId } from '../../wire/read-word';

/** A span where it lies. */
export interface SpanRef {
  readonly segment: Segment;
  readonly index: number;
}

/** Limit of spans up to which looking at each is quicker than a table. */
const FEW = 24;

/**
 * Finds the position of each span's parent in the list; -1 if the list lacks it or the span has none. If a client and a
 * server of Zipkin's share an id, the server's half is below the client's.
 */
export function findParents(spans: readonly SpanRef[]): Int32Array {
  if (spans.length > FEW) {
    const table = tableOf(spans);
    return table === undefined ? parentsAmongShared(spans) : parentsBy(spans, lookUp(table));
  }
  return haveRepeats(spans) ? parentsAmongShared(spans) : parentsBy(spans, lookAmongFew(spans));
}

type Find = (high: number, low: number) => number;

function parentsBy(spans: readonly SpanRef[], find: Find): Int32Array {
  const parents = new Int32Array(spans.length);
  for (let at = 0; at < spans.length; at++) {
    const { segment, index } = spans[at]!;
    const high = segment.parentId[index * 2]!;
    const low = segment.parentId[index * 2 + 1]!;
    parents[at] = high === 0 && low === 0 ? -1 : find(high, low);
  }
  return parents;
}

function lookAmongFew(spans: readonly SpanRef[]): Find {
  return (high, low) => {
    for (let at = 0; at < spans.length; at++) {
      const { segment, index } = spans[at]!;
      if (segment.spanId[index * 2] === high && segment.spanId[index * 2 + 1] === low) return at;
    }
    return -1;
  };
}

function lookUp(table: ReadonlyMap<number, number>): Find {
  const words = new Int32Array(2);
  return (high, low) => {
    words[0] = high;
    words[1] = low;
    return table.get(keyOfId(words, 0)) ?? -1;
  };
}

/** Undefined when an id is there twice. */
function tableOf(spans: readonly SpanRef[]): Map<number, number> | undefined {
  const table = new Map<number, number>();
  for (let at = 0; at < spans.length; at++)
    table.set(keyOfId(spans[at]!.segment.spanId, spans[at]!.index), at);
  return table.size === spans.length ? table : undefined;
}

function haveRepeats(spans: readonly SpanRef[]): boolean {
  for (let at = 1; at < spans.length; at++) {
    const { segment, index } = spans[at]!;
    const low = segment.spanId[index * 2 + 1]!;
    for (let before = 0; before < at; before++) {
      const other = spans[before]!;
      if (other.segment.spanId[other.index * 2 + 1] === low) return true;
    }
  }
  return false;
}

/** Finds the parents if spans share an id, with every span of an id in view. */
function parentsAmongShared(spans: readonly SpanRef[]): Int32Array {
  const byId = new Map<number, number[]>();
  spans.forEach(({ segment, index }, at) => {
    const key = keyOfId(segment.spanId, index);
    const same = byId.get(key);
    if (same === undefined) byId.set(key, [at]);
    else same.push(at);
  });
  const kindOf = (at: number) => spans[at]!.segment.kindOf(spans[at]!.index);
  const serviceOf = (at: number) => {
    const { segment, index } = spans[at]!;
    return segment.origins.of(segment.origin[index]!).service;
  };
  return Int32Array.from(spans, ({ segment, index }, at) => {
    const halves = byId.get(keyOfId(segment.spanId, index))!;
    const client = halves.find(half => kindOf(half) === OtlpSpanKind.client);
    if (kindOf(at) === OtlpSpanKind.server && client !== undefined) return client;
    if (!segment.hasParent(index)) return -1;
    const parents = (byId.get(keyOfId(segment.parentId, index)) ?? []).filter(parent => parent !== at);
    const own = parents.find(parent => serviceOf(parent) === serviceOf(at));
    return own ?? parents.find(parent => kindOf(parent) === OtlpSpanKind.server) ?? parents[0] ?? -1;
  });
}
