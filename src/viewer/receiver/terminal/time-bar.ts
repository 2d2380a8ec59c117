import type { TreeNode } from '../analyse/trace/tree';

/** A line of cells for the whole trace, filled where any of the spans was under way: at least one cell each. */
export function timeBar(nodes: readonly TreeNode[], traceNs: number, columns: number): string {
  const cells = new Array<string>(columns).fill(' ');
  const cellOf = (ns: number) =>
    Math.max(0, Math.min(columns - 1, Math.floor((ns / Math.max(1, traceNs)) * columns)));
  for (const { startNs, durationNs } of nodes) {
    const from = cellOf(startNs);
    const to = Math.max(from + 1, Math.ceil(((startNs + durationNs) / Math.max(1, traceNs)) * columns));
    cells.fill('█', from, Math.min(to, columns));
  }
  return cells.join('');
}
