import type { Trace, TraceSpan } from '../../trace';

/** Span in its tree. Times in nanoseconds from the trace's start, corrected for clock skew between machines. */
export interface TreeNode {
  readonly span: TraceSpan;
  parent: TreeNode | undefined;
  /** By start. */
  readonly children: TreeNode[];
  depth: number;
  startNs: number;
  readonly durationNs: number;
  /** Distance by which the span was moved to lie within its parent; 0 as a rule. */
  skewNs: number;
}

/** The spans of a trace as trees: one, unless a parent is missing. */
export interface Tree {
  readonly roots: readonly TreeNode[];
  /** Every node, each before its children. */
  readonly nodes: readonly TreeNode[];
}

/**
 * Joins spans to trees by their parent ids. A span whose parent has not come is a root; a ring of parents is cut at its
 * first span; a span that was sent twice counts once.
 */
export function buildTree(trace: Pick<Trace, 'spans'>): Tree {
  const nodes = withoutRepeats(trace.spans).map(nodeOf);
  const byId = indexById(nodes);
  const roots: TreeNode[] = [];
  for (const node of nodes) {
    const parent = findParent(node, byId);
    if (parent === undefined || isAncestor(node, parent)) roots.push(node);
    else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  return { roots, nodes: placed(roots) };
}

/** The root that took longest. */
export function mainRoot({ roots }: Tree): TreeNode | undefined {
  return roots.reduce<TreeNode | undefined>(
    (main, root) => (main === undefined || root.durationNs > main.durationNs ? root : main),
    undefined,
  );
}

function withoutRepeats(spans: readonly TraceSpan[]): TraceSpan[] {
  const seen = new Set<string>();
  return spans.filter(span => {
    const key = `${span.spanId} ${span.kind} ${span.startNs}`;
    return !seen.has(key) && seen.add(key);
  });
}

function nodeOf(span: TraceSpan): TreeNode {
  const { startNs, durationNs } = span;
  return { span, parent: undefined, children: [], depth: 0, startNs, durationNs, skewNs: 0 };
}

function indexById(nodes: readonly TreeNode[]): Map<string, TreeNode[]> {
  const byId = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    const { spanId } = node.span;
    const same = byId.get(spanId);
    if (same === undefined) byId.set(spanId, [node]);
    else same.push(node);
  }
  return byId;
}

/** Finds the parent by its id; among several spans with that id, it prefers the span of this service. */
function findParent({ span }: TreeNode, byId: ReadonlyMap<string, TreeNode[]>): TreeNode | undefined {
  const { parentSpanId, service } = span;
  if (parentSpanId === undefined) return undefined;
  const parents = byId.get(parentSpanId);
  return parents?.find(parent => parent.span.service === service) ?? parents?.[0];
}

function isAncestor(node: TreeNode, from: TreeNode): boolean {
  for (let at: TreeNode | undefined = from; at !== undefined; at = at.parent) if (at === node) return true;
  return false;
}

/** Sets depths and mends clock skew from the roots down; returns the nodes in that order. */
function placed(roots: readonly TreeNode[]): TreeNode[] {
  const nodes: TreeNode[] = [];
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    for (const child of node.children) {
      child.depth = node.depth + 1;
      child.skewNs = node.skewNs + skewOf(child, node);
      child.startNs = child.span.startNs + child.skewNs;
    }
    node.children.sort((a, b) => a.startNs - b.startNs);
    for (let at = node.children.length - 1; at >= 0; at--) waiting.push(node.children[at]!);
  }
  return nodes;
}

/**
 * Another machine's clock is wrong when its span starts before the call that caused it, or when it fits into that call
 * and yet ends after it: the span is put in the middle of the call, as Jaeger does. One machine's clock is trusted.
 */
function skewOf(child: TreeNode, parent: TreeNode): number {
  if (hostOf(child.span) === hostOf(parent.span)) return 0;
  const start = child.span.startNs + parent.skewNs;
  const spareNs = parent.durationNs - child.durationNs;
  const startsEarly = start < parent.startNs;
  const endsLate = start + child.durationNs > parent.startNs + parent.durationNs;
  if (spareNs < 0) return startsEarly ? parent.startNs - start : 0;
  return startsEarly || endsLate ? parent.startNs + spareNs / 2 - start : 0;
}

function hostOf({ resource, service }: TraceSpan): unknown {
  return resource['host.id'] ?? resource['host.name'] ?? resource['k8s.node.name'] ?? service;
}
