import { type Alike, groupAlike } from '../errors/group-alike';
import type { Tree, TreeNode } from './tree';

/** Line of a shortened tree: a span, or several alike under a shared parent. */
export interface Row {
  /** By start. */
  readonly nodes: readonly TreeNode[];
  readonly label: string;
  /** The levels from the root down to this line: whether another line of the same parent follows. */
  readonly more: readonly boolean[];
}

/** Minimum of alike siblings that become a single line. */
const ALIKE = 3;

/**
 * A tree as lines, alike siblings taken together ("x 48" of an N+1 query), and what lies below them likewise. Failed
 * spans stay apart from the others. At most `maxRows` lines; `left` is how many spans are in none of them.
 */
export function collapse(tree: Tree, maxRows: number): { rows: Row[]; left: number } {
  const rows: Row[] = [];
  let left = tree.nodes.length;
  const waiting = linesOf(tree.roots, []).reverse();
  while (rows.length < maxRows) {
    const row = waiting.pop();
    if (row === undefined) break;
    rows.push(row);
    left -= row.nodes.length;
    const below = linesOf(
      row.nodes.flatMap(node => node.children),
      row.more,
    );
    for (let at = below.length - 1; at >= 0; at--) waiting.push(below[at]!);
  }
  return { rows, left };
}

function linesOf(siblings: readonly TreeNode[], above: readonly boolean[]): Row[] {
  const groups = grouped(siblings).sort((a, b) => a.nodes[0]!.startNs - b.nodes[0]!.startNs);
  return groups.map(({ nodes, label }, at) => ({ nodes, label, more: [...above, at < groups.length - 1] }));
}

/** Two alike stay two lines. */
function grouped(siblings: readonly TreeNode[]): Alike[] {
  return groupAlike(siblings).flatMap(({ nodes, label }) =>
    nodes.length >= ALIKE ? [{ nodes, label }] : nodes.map(node => ({ nodes: [node], label })),
  );
}
