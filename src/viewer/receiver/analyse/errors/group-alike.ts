import { labelOf } from '../trace/label';
import type { TreeNode } from '../trace/tree';

/** Alike spans side by side. */
export interface Alike {
  /** In the order in which they were given. */
  readonly nodes: TreeNode[];
  readonly label: string;
}

/** Groups spans with equal service, kind and label; failed spans stay apart from the others. */
export function groupAlike(siblings: readonly TreeNode[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const node of siblings) {
    const label = labelOf(node);
    const { service, kind, status } = node.span;
    // No JSON: there may be a hundred thousand of them, and a name with the separator in it merges rows at worst.
    const key = `${kind}\n${status === 'error'}\n${service}\n${label}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { nodes: [node], label });
    else group.nodes.push(node);
  }
  return [...groups.values()];
}
