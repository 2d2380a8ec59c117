import type { TreeNode } from './tree';

/** Stretch of time in which the whole trace waited for this span's own work. Nanoseconds from the trace's start. */
export interface CriticalSection {
  readonly node: TreeNode;
  readonly fromNs: number;
  readonly toNs: number;
}

/** Span on the way back through time, cut to its parent's time: the rest held nothing up. */
interface Step {
  readonly node: TreeNode;
  readonly startNs: number;
  readonly endNs: number;
  /** Not yet visited, the last to end at the end. */
  readonly children: TreeNode[];
}

/**
 * Two calls one after the other may seem to overlap: OpenTelemetry's SDK for JavaScript rounds starts down to whole
 * milliseconds and measures durations exactly. What overlaps by more than half of a call is no such thing.
 */
const ROUNDED_START_NS = 1_000_000;
/** Clocks are read at different moments, too. */
const CLOCK_JITTER_NS = 50_000;

/**
 * The critical path below a span: stretches, last first, that add up to its duration. Read backwards from its end: what
 * it waited for is the child that ended last; before that child began, the last that had ended by then. A child that was
 * still running when the next began did not hold it up.
 */
export function criticalPath(root: TreeNode): CriticalSection[] {
  const sections: CriticalSection[] = [];
  let untilNs = root.startNs + root.durationNs;
  const steps = [stepInto(root, root.startNs, untilNs)];
  const backTo = (fromNs: number, node: TreeNode) => {
    if (untilNs > fromNs) sections.push({ node, fromNs, toNs: untilNs });
    untilNs = Math.min(untilNs, fromNs);
  };
  for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
    const child = takeLastEnded(step, untilNs);
    if (child === undefined) {
      backTo(step.startNs, step.node);
      steps.pop();
    } else {
      backTo(Math.min(untilNs, endOf(child)), step.node);
      steps.push(stepInto(child, step.startNs, untilNs));
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

function stepInto(node: TreeNode, earliestNs: number, latestNs: number): Step {
  const endNs = Math.min(endOf(node), latestNs);
  const children = node.children
    .filter(child => child.startNs < endNs)
    .sort((a, b) => Math.min(endNs, endOf(a)) - Math.min(endNs, endOf(b)));
  return { node, startNs: Math.max(node.startNs, earliestNs), endNs, children };
}

/** Takes out the last child that had ended by then; those that had not are passed over for good. */
function takeLastEnded({ children, endNs }: Step, untilNs: number): TreeNode | undefined {
  for (let child = children.pop(); child !== undefined; child = children.pop()) {
    const toleranceNs = Math.max(CLOCK_JITTER_NS, Math.min(ROUNDED_START_NS, child.durationNs / 2));
    if (Math.min(endNs, endOf(child)) <= untilNs + toleranceNs && child.startNs < untilNs) return child;
  }
  return undefined;
}

function endOf({ startNs, durationNs }: TreeNode): number {
  return startNs + durationNs;
}
