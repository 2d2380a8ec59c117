import { groupAlike } from '../errors/group-alike';
import { criticalTimes } from './critical-path';
import type { TreeNode } from './tree';

/** Step on the way to the cause: a span, or all spans alike under the step before. */
export interface SlowStep {
  readonly nodes: readonly TreeNode[];
  readonly label: string;
  /** Nanoseconds on the critical path: of the spans themselves, and with all that lies below them. */
  readonly ownNs: number;
  readonly totalNs: number;
}

/**
 * Finds the way from a span down to the place where most of its time went: at each level the calls that hold the
 * largest part of the critical path, until the spans' own part is larger than that. The last step is the cause.
 */
export function slowestPath(root: TreeNode): SlowStep[] {
  const own = criticalTimes(root);
  const total = withDescendants(root, own);
  const stepOf = ({ nodes, label }: { nodes: readonly TreeNode[]; label: string }): SlowStep => ({
    nodes,
    label,
    ownNs: sum(nodes, own),
    totalNs: sum(nodes, total),
  });
  const path: SlowStep[] = [];
  for (let step = largest(groupAlike([root]).map(stepOf)); step !== undefined; ) {
    path.push(step);
    const next = largest(groupAlike(step.nodes.flatMap(node => node.children)).map(stepOf));
    step = next !== undefined && next.totalNs > step.ownNs ? next : undefined;
  }
  return path;
}

/** Critical time of each span and everything under it. */
function withDescendants(root: TreeNode, own: ReadonlyMap<TreeNode, number>): Map<TreeNode, number> {
  const nodes = [root];
  for (let at = 0; at < nodes.length; at++) for (const child of nodes[at]!.children) nodes.push(child);
  const sums = new Map<TreeNode, number>(nodes.map(node => [node, own.get(node) ?? 0]));
  for (const node of nodes.reverse()) {
    if (node !== root) sums.set(node.parent!, sums.get(node.parent!)! + sums.get(node)!);
  }
  return sums;
}

function largest(steps: readonly SlowStep[]): SlowStep | undefined {
  return steps.reduce<SlowStep | undefined>(
    (best, step) => (best === undefined || step.totalNs > best.totalNs ? step : best),
    undefined,
  );
}

function sum(nodes: readonly TreeNode[], times: ReadonlyMap<TreeNode, number>): number {
  return nodes.reduce((time, node) => time + (times.get(node) ?? 0), 0);
}
