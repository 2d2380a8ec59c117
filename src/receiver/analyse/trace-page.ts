import type { TraceLog } from '../store/read-logs';
import type { Attributes, Scope, SpanEvent, SpanKind, SpanLink, SpanStatus, Trace } from '../trace';
import { type CriticalSection, criticalPath } from './critical-path';
import { groupAlike } from './group-alike';
import { labelOf } from './label';
import { rootCauses } from './root-causes';
import { selfTime } from './self-time';
import { slowestPath } from './slowest-path';
import { buildTree, mainRoot, type Tree, type TreeNode } from './tree';

/** A span as the trace page shows it. Times in nanoseconds from the trace's start, corrected for clock skew. */
export interface PageSpan {
  readonly spanId: string;
  /** Index of the parent among the page's spans; -1 for a root. */
  readonly parent: number;
  /** The parent that the span names, though it may not have come. */
  readonly parentSpanId: string | undefined;
  readonly depth: number;
  readonly name: string;
  readonly label: string;
  readonly service: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly startNs: number;
  readonly durationNs: number;
  readonly skewNs: number;
  readonly selfNs: number;
  /** On the trace's critical path. */
  readonly criticalNs: number;
  /** Siblings with the same number are alike and can be shown as one; -1 when there are fewer than three. */
  readonly alike: number;
  readonly attributes: Attributes;
  /** Index among the page's resources. */
  readonly resource: number;
  readonly scope: Scope;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly traceState: string;
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
}

/** Everything about one trace, spans in the order of the tree: each before its children. */
export interface TracePage {
  readonly traceId: string;
  readonly startUnixNano: bigint;
  readonly durationNs: number;
  readonly spans: readonly PageSpan[];
  readonly resources: readonly Attributes[];
  /** Stretches of the critical path, the first first; `span` is an index. */
  readonly criticalPath: readonly { readonly span: number; readonly fromNs: number; readonly toNs: number }[];
  /** From the root down to where most of the time went; each step may be several alike spans. */
  readonly slowestPath: readonly {
    readonly spans: readonly number[];
    readonly label: string;
    readonly totalNs: number;
  }[];
  /** Where failures began, and the span nearest to the root that they reached. */
  readonly failures: readonly { readonly cause: number; readonly top: number }[];
  readonly logs: readonly TraceLog[];
}

/** So many alike siblings can be shown as one. */
const ALIKE = 3;

/** Works out everything that is shown of one trace. */
export function tracePage(trace: Trace, logs: readonly TraceLog[]): TracePage {
  const tree = buildTree(trace);
  const indexes = new Map(tree.nodes.map((node, index) => [node, index]));
  const indexOf = (node: TreeNode) => indexes.get(node)!;
  const sections = tree.roots.flatMap(root => criticalPath(root).reverse());
  const resources = [...new Set(tree.nodes.map(({ span }) => span.resource))];
  const { traceId, startUnixNano, durationNs } = trace;
  const main = mainRoot(tree);
  return {
    traceId,
    startUnixNano,
    durationNs,
    spans: pageSpans(tree, indexOf, sections, new Map(resources.map((resource, index) => [resource, index]))),
    resources,
    criticalPath: sections.map(({ node, fromNs, toNs }) => ({ span: indexOf(node), fromNs, toNs })),
    slowestPath:
      main === undefined
        ? []
        : slowestPath(main).map(({ nodes, label, totalNs }) => ({
            spans: nodes.map(indexOf),
            label,
            totalNs,
          })),
    failures: rootCauses(tree).map(({ cause, top }) => ({ cause: indexOf(cause), top: indexOf(top) })),
    logs,
  };
}

function pageSpans(
  { roots, nodes }: Tree,
  indexOf: (node: TreeNode) => number,
  sections: readonly CriticalSection[],
  resources: ReadonlyMap<Attributes, number>,
): PageSpan[] {
  const critical = new Map<TreeNode, number>();
  for (const { node, fromNs, toNs } of sections)
    critical.set(node, (critical.get(node) ?? 0) + toNs - fromNs);
  const alike = alikeNumbers(roots, nodes);
  return nodes.map(node => ({
    ...plainSpan(node),
    parent: node.parent === undefined ? -1 : indexOf(node.parent),
    criticalNs: critical.get(node) ?? 0,
    alike: alike.get(node) ?? -1,
    resource: resources.get(node.span.resource)!,
  }));
}

function plainSpan(node: TreeNode) {
  const { span, depth, startNs, durationNs, skewNs } = node;
  const { spanId, parentSpanId, name, service, kind, status, statusMessage } = span;
  const { attributes, scope, events, links, traceState, dropped } = span;
  const times = { depth, startNs, durationNs, skewNs, selfNs: selfTime(node), label: labelOf(node) };
  const identity = { spanId, parentSpanId, name, service, kind, status, statusMessage };
  return { ...identity, ...times, attributes, scope, events, links, traceState, dropped };
}

function alikeNumbers(roots: readonly TreeNode[], nodes: readonly TreeNode[]): Map<TreeNode, number> {
  const numbers = new Map<TreeNode, number>();
  let next = 0;
  for (const siblings of [roots, ...nodes.map(node => node.children)]) {
    for (const group of groupAlike(siblings)) {
      if (group.nodes.length < ALIKE) continue;
      for (const node of group.nodes) numbers.set(node, next);
      next++;
    }
  }
  return numbers;
}
