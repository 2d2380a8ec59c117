import type { PageSpan } from '../../../receiver/analyse/trace/trace-page';

/** Properties of a span that the tree needs. */
export type TreeSpan = Pick<PageSpan, 'spanId' | 'parent' | 'startNs' | 'alike'>;

/** Line of the waterfall: a span, or several alike side by side. */
export interface Row {
  /** Indexes of spans, by start. */
  readonly spans: readonly number[];
  readonly depth: number;
  /** Names the row as long as the trace is the same; see keyOf. */
  readonly key: string;
  readonly hasChildren: boolean;
  /** True if the rows below it are shown. */
  readonly isOpen: boolean;
  /** The heading of several alike that follow one by one. */
  readonly isSplit: boolean;
}

/** The user's foldings of the tree, by the keys of rows. */
export interface Folding {
  /** Rows whose children are hidden. */
  readonly closed: ReadonlySet<string>;
  /** Rows of several alike that are shown one by one. */
  readonly split: ReadonlySet<string>;
}

/** Number of alike siblings that become one row. */
const ALIKE = 3;
const GROUP_MARK = 'x';

/** Spans' indexes below each span, and those without a parent. Both in the order of the page: by start. */
export interface Family {
  readonly roots: readonly number[];
  readonly children: readonly (readonly number[])[];
}

/** Finds the children of each span, by the indexes of their parents. */
export function familyOf(spans: readonly TreeSpan[]): Family {
  const roots: number[] = [];
  const children: number[][] = spans.map(() => []);
  spans.forEach(({ parent }, index) => {
    const siblings = parent < 0 ? roots : children[parent]!;
    siblings.push(index);
  });
  return { roots, children };
}

/**
 * A trace as rows, each before what lies below it. Alike siblings are one row ("x 48" of an N+1 query), and so is what
 * lies below them, until the user splits them.
 */
export function rowsOf(
  spans: readonly TreeSpan[],
  { roots, children }: Family,
  { closed, split }: Folding,
): Row[] {
  const rows: Row[] = [];
  const waiting: Pending[] = [];
  const push = (pending: readonly Pending[]) => {
    for (let at = pending.length - 1; at >= 0; at--) waiting.push(pending[at]!);
  };
  push(grouped(spans, roots, 0));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const key = keyOf(spans, next.spans);
    const isSplit = next.spans.length > 1 && split.has(key);
    const below = next.spans.flatMap(span => children[span]!);
    const hasChildren = isSplit || below.length > 0;
    const isOpen = hasChildren && !closed.has(key);
    rows.push({ ...next, key, hasChildren, isOpen, isSplit });
    if (!isOpen) continue;
    if (isSplit) push(next.spans.map(span => ({ spans: [span], depth: next.depth + 1 })));
    else push(grouped(spans, below, next.depth + 1));
  }
  return rows;
}

/** The row of one span, or of several: the id of the first, with a mark that it stands for all. */
export function keyOf(spans: readonly TreeSpan[], indexes: readonly number[]): string {
  const { spanId } = spans[indexes[0]!]!;
  return indexes.length > 1 ? `${spanId}${GROUP_MARK}` : spanId;
}

/** Returns the folding that shows a span by itself: spans above it open, its group of repeated spans split. */
export function foldingThatShows(
  spans: readonly TreeSpan[],
  { roots, children }: Family,
  { closed, split }: Folding,
  index: number,
): Folding {
  const opened = new Set(closed);
  const splitNow = new Set(split);
  for (let at = index; at >= 0; at = spans[at]!.parent) {
    const { parent } = spans[at]!;
    if (parent >= 0) opened.delete(keyOf(spans, [parent]));
    const siblings = parent < 0 ? roots : children[parent]!;
    const alike = siblings.filter(each => spans[each]!.alike === spans[at]!.alike);
    if (alike.length < ALIKE) continue;
    opened.delete(keyOf(spans, alike));
    splitNow.add(keyOf(spans, alike));
  }
  return { closed: opened, split: splitNow };
}

interface Pending {
  readonly spans: readonly number[];
  readonly depth: number;
}

/** Two alike stay two rows. */
function grouped(spans: readonly TreeSpan[], siblings: readonly number[], depth: number): Pending[] {
  const groups = new Map<number, number[]>();
  for (const index of siblings) {
    const group = groups.get(spans[index]!.alike);
    if (group === undefined) groups.set(spans[index]!.alike, [index]);
    else group.push(index);
  }
  return [...groups.values()]
    .flatMap(group => (group.length >= ALIKE ? [group] : group.map(index => [index])))
    .map(group => ({ spans: group.sort((a, b) => spans[a]!.startNs - spans[b]!.startNs), depth }))
    .sort((a, b) => spans[a.spans[0]!]!.startNs - spans[b.spans[0]!]!.startNs);
}
