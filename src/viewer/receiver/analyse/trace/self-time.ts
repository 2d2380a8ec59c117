import type { TreeNode } from './tree';

/** Nanoseconds that a span spent itself: its duration less the time when at least one child was under way. */
export function selfTime(node: TreeNode): number {
  const end = node.startNs + node.durationNs;
  let covered = 0;
  let reached = node.startNs;
  for (const child of node.children) {
    const from = Math.max(child.startNs, reached);
    const to = Math.min(child.startNs + child.durationNs, end);
    if (to <= from) continue;
    covered += to - from;
    reached = to;
  }
  return node.durationNs - covered;
}
