import type { Tree, TreeNode } from './tree';

/** A failure and where it began. */
export interface RootCause {
  /** The deepest span that failed first. */
  readonly cause: TreeNode;
  /** The failed span that is nearest to the root: how far the failure went up. */
  readonly top: TreeNode;
}

/**
 * Finds where the failures of a trace began: from each failed span whose parent did not fail down to the failed child
 * that ended first, and so on until none of the children failed.
 */
export function rootCauses(tree: Tree): RootCause[] {
  const tops = tree.nodes.filter(node => failed(node) && (node.parent === undefined || !failed(node.parent)));
  return tops.map(top => {
    let cause = top;
    for (let next = firstFailed(cause); next !== undefined; next = firstFailed(cause)) cause = next;
    return { cause, top };
  });
}

function firstFailed({ children }: TreeNode): TreeNode | undefined {
  return children
    .filter(failed)
    .reduce<TreeNode | undefined>(
      (first, child) => (first === undefined || endOf(child) < endOf(first) ? child : first),
      undefined,
    );
}

function failed({ span }: TreeNode): boolean {
  return span.status === 'error';
}

function endOf({ startNs, durationNs }: TreeNode): number {
  return startNs + durationNs;
}
