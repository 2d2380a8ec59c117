import type { TreeNode } from './tree';

/** A stretch of time in which the whole trace waited for this one span's own work. Nanoseconds from the trace's start. */
export interface CriticalSection {
  readonly node: TreeNode;
  readonly fromNs: number;
  readonly toNs: number;
}

interface Step {
  readonly node: TreeNode;
  /** Never before the parent's own: a child's time outside its parent's held no one up. */
  readonly startNs: number;
  /** Not yet visited, the last to end at the end. */
  readonly children: TreeNode[];
}

/** Two calls one after the other may seem to overlap by this much: clocks are read at different moments. */
const CLOCK_JITTER_NS = 50_000;

/**
 * The critical path below a span: stretches, last first, that add up to its duration. Read backwards from its end: what
 * it waited for is the child that ended last; before that child began, the last that had ended by then. A child that was
 * still running when the next began did not hold it up.
 */
export function criticalPath(root: TreeNode): CriticalSection[] {
  const sections: CriticalSection[] = [];
  const steps = [stepInto(root, root.startNs)];
  let untilNs = root.startNs + root.durationNs;
  const upTo = (fromNs: number, node: TreeNode) => {
    if (untilNs > fromNs) sections.push({ node, fromNs, toNs: untilNs });
    untilNs = Math.min(untilNs, fromNs);
  };
  for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
    const child = takeLastEnded(step.children, untilNs);
    if (child === undefined) {
      upTo(step.startNs, step.node);
      steps.pop();
    } else {
      upTo(Math.min(untilNs, child.startNs + child.durationNs), step.node);
      steps.push(stepInto(child, step.startNs));
    }
  }
  return sections;
}

/** Nanoseconds on the critical path, span by span; they add up to the root's duration. */
export function criticalTimes(root: TreeNode): Map<TreeNode, number> {
  const times = new Map<TreeNode, number>();
  for (const { node, fromNs, toNs } of criticalPath(root))
    times.set(node, (times.get(node) ?? 0) + toNs - fromNs);
  return times;
}

function stepInto(node: TreeNode, earliestNs: number): Step {
  const endNs = node.startNs + node.durationNs;
  const endOf = (child: TreeNode) => Math.min(endNs, child.startNs + child.durationNs);
  const children = node.children.filter(child => child.startNs < endNs).sort((a, b) => endOf(a) - endOf(b));
  return { node, startNs: Math.max(node.startNs, earliestNs), children };
}

/** Takes out the last child that had ended by then; those that had not are passed over for good. */
function takeLastEnded(children: TreeNode[], untilNs: number): TreeNode | undefined {
  for (let child = children.pop(); child !== undefined; child = children.pop()) {
    const { parent, startNs, durationNs } = child;
    const endNs = Math.min(startNs + durationNs, parent!.startNs + parent!.durationNs);
    if (endNs <= untilNs + CLOCK_JITTER_NS && startNs < untilNs) return child;
  }
  return undefined;
}
