import type { PageSpan } from '../../../receiver/analyse/trace/trace-page';
import type { Family } from './rows';

/** Alike spans on one path of calls, as one box of the flame graph. */
export interface FlameNode {
  readonly spans: readonly number[];
  readonly depth: number;
  /** From 0 to 1 across the whole graph. */
  readonly from: number;
  readonly to: number;
  /** Nanoseconds of its own, and with all below it, which is its width. */
  readonly ownNs: number;
  readonly totalNs: number;
}

export type FlameMeasure = 'critical' | 'self';

/** Boxes narrower than this share of the graph cannot be seen. */
const LEAST_SHARE = 0.0008;

/**
 * Adds spans up by the path of calls that leads to them. A box is as wide as the time spent in it and below: on the
 * critical path, or in all spans together.
 */
export function flameNodes(
  spans: readonly PageSpan[],
  { roots, children }: Family,
  measure: FlameMeasure,
): FlameNode[] {
  const own = spans.map(span => (measure === 'critical' ? span.criticalNs : span.selfNs));
  const total = withDescendants(spans, own);
  const sum = (indexes: readonly number[], values: readonly number[]) =>
    indexes.reduce((all, index) => all + values[index]!, 0);
  const whole = Math.max(1, sum(roots, total));
  const nodes: FlameNode[] = [];
  const waiting = [{ siblings: roots, depth: 0, from: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    let { from } = next;
    for (const group of alikeIn(spans, next.siblings)) {
      const totalNs = sum(group, total);
      const to = from + totalNs / whole;
      if (to - from < LEAST_SHARE) continue;
      nodes.push({ spans: group, depth: next.depth, from, to, ownNs: sum(group, own), totalNs });
      waiting.push({ siblings: group.flatMap(index => children[index]!), depth: next.depth + 1, from });
      from = to;
    }
  }
  return nodes.sort((a, b) => a.depth - b.depth || a.from - b.from);
}

/** Children come after their parents on a page, so that one pass backwards adds everything up. */
function withDescendants(spans: readonly PageSpan[], own: readonly number[]): number[] {
  const total = [...own];
  for (let index = spans.length - 1; index >= 0; index--) {
    const { parent } = spans[index]!;
    if (parent >= 0) total[parent]! += total[index]!;
  }
  return total;
}

function alikeIn(spans: readonly PageSpan[], siblings: readonly number[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const index of siblings) {
    const group = groups.get(spans[index]!.alike);
    if (group === undefined) groups.set(spans[index]!.alike, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}
