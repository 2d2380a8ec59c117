import type { Tree, TreeNode } from '../trace/tree';

/** Failure and its origin. */
export interface RootCause {
  /** The deepest span that failed first. */
  readonly cause: TreeNode;
  /** The failed span that is nearest to the root: how far the failure went up. */
  readonly top: TreeNode;
}

/**
 * Finds where the failures of a trace began: from each failed span that made no other fail down to the failed span
 * below it that ended first, and so on. Spans of the same service that did not fail themselves, such as middleware, are
 * passed through; a service that answered well is where a failure stops.
 */
export function rootCauses({ nodes }: Tree): RootCause[] {
  const below = new Map<TreeNode, TreeNode[]>();
  const tops: TreeNode[] = [];
  for (const node of nodes) {
    if (!failed(node)) continue;
    const above = failedAbove(node);
    const beside = above === undefined ? tops : (below.get(above) ?? []);
    beside.push(node);
    if (above !== undefined) below.set(above, beside);
  }
  return tops.map(top => {
    let cause = top;
    for (let next = firstEnded(below.get(cause)); next !== undefined; next = firstEnded(below.get(cause)))
      cause = next;
    return { cause, top };
  });
}

function failedAbove({ parent, span }: TreeNode): TreeNode | undefined {
  for (let at = parent, { service } = span; at !== undefined; at = at.parent) {
    if (failed(at)) return at;
    // From here on up the failure would be another service's, and this one did not pass it on.
    if (at.span.service !== service || at.parent?.span.service !== service) return undefined;
  }
  return undefined;
}

function firstEnded(nodes: readonly TreeNode[] = []): TreeNode | undefined {
  return nodes.reduce<TreeNode | undefined>(
    (first, node) => (first === undefined || endOf(node) < endOf(first) ? node : first),
    undefined,
  );
}

function failed({ span }: TreeNode): boolean {
  return span.status === 'error';
}

function endOf({ startNs, durationNs }: TreeNode): number {
  return startNs + durationNs;
}
