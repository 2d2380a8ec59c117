import type { TraceLog } from '../../store/logs/read-logs';
import type { Attributes, Scope, SpanEvent, SpanKind, SpanLink, SpanStatus, Trace } from '../../trace';
import { errorTextOf } from '../errors/error-text';
import { groupAlike } from '../errors/group-alike';
import { rootCauses } from '../errors/root-causes';
import { type CriticalSection, criticalPath } from './critical-path';
import { labelOf } from './label';
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
  /** Spans with the same number do the same: side by side they can be shown as one. */
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
  /** In digits: a number in JSON cannot hold it. */
  readonly startUnixNano: string;
  readonly durationNs: number;
  readonly spans: readonly PageSpan[];
  readonly resources: readonly Attributes[];
  /** Stretches of the critical path, the first first; `span` is an index. */
  readonly criticalPath: readonly { readonly span: number; readonly fromNs: number; readonly toNs: number }[];
  /** From the root down to where most of the time went; each step may be several alike spans. */
  readonly slowestPath: readonly {
    readonly spans: readonly number[];
    readonly label: string;
    /** On the critical path: of the spans themselves, and with all that lies below them. */
    readonly ownNs: number;
    readonly totalNs: number;
  }[];
  /** Spans where failures began, their texts there, and the span nearest to the root that each failure reached. */
  readonly failures: readonly { readonly cause: number; readonly top: number; readonly text: string }[];
  readonly logs: readonly PageLog[];
}

/** A log record of the trace, by time. */
export interface PageLog extends Omit<TraceLog, 'timeUnixNano'> {
  /** From the trace's start. */
  readonly timeNs: number;
}

/** Works out everything that is shown of one trace. */
export function tracePage(trace: Trace, logs: readonly TraceLog[]): TracePage {
  const tree = buildTree(trace);
  const indexes = new Map(tree.nodes.map((node, index) => [node, index]));
  const indexOf = (node: TreeNode) => indexes.get(node)!;
  const sections = tree.roots.flatMap(root => criticalPath(root).reverse());
  const resources = distinctResources(tree);
  const { traceId, startUnixNano, durationNs } = trace;
  const main = mainRoot(tree);
  return {
    traceId,
    startUnixNano: String(startUnixNano),
    durationNs,
    spans: pageSpans(tree, indexOf, sections, resources.numbers),
    resources: resources.list,
    criticalPath: sections.map(({ node, fromNs, toNs }) => ({ span: indexOf(node), fromNs, toNs })),
    slowestPath:
      main === undefined
        ? []
        : slowestPath(main).map(({ nodes, label, ownNs, totalNs }) => ({
            spans: nodes.map(indexOf),
            label,
            ownNs,
            totalNs,
          })),
    failures: rootCauses(tree).map(({ cause, top }) => ({
      cause: indexOf(cause),
      top: indexOf(top),
      text: errorTextOf(cause.span),
    })),
    logs: logs.map(({ timeUnixNano, ...log }) => ({ ...log, timeNs: Number(timeUnixNano - startUnixNano) })),
  };
}

/** Writes each span as a single literal: objects put together from others take several times as long. */
function pageSpans(
  { nodes }: Tree,
  indexOf: (node: TreeNode) => number,
  sections: readonly CriticalSection[],
  resources: ReadonlyMap<Attributes, number>,
): PageSpan[] {
  const critical = new Map<TreeNode, number>();
  for (const { node, fromNs, toNs } of sections)
    critical.set(node, (critical.get(node) ?? 0) + toNs - fromNs);
  const alike = alikeNumbers(nodes);
  return nodes.map(node => {
    const { span, parent } = node;
    return {
      spanId: span.spanId,
      parent: parent === undefined ? -1 : indexOf(parent),
      parentSpanId: span.parentSpanId,
      depth: node.depth,
      name: span.name,
      label: labelOf(node),
      service: span.service,
      kind: span.kind,
      status: span.status,
      statusMessage: span.statusMessage,
      startNs: node.startNs,
      durationNs: node.durationNs,
      skewNs: node.skewNs,
      selfNs: selfTime(node),
      criticalNs: critical.get(node) ?? 0,
      alike: alike.get(node)!,
      attributes: span.attributes,
      resource: resources.get(span.resource)!,
      scope: span.scope,
      events: span.events,
      links: span.links,
      traceState: span.traceState,
      dropped: span.dropped,
    };
  });
}

function alikeNumbers(nodes: readonly TreeNode[]): Map<TreeNode, number> {
  const groups = groupAlike(nodes);
  return new Map(groups.flatMap((group, number) => group.nodes.map(node => [node, number])));
}

/** Spans of one process share a resource, though each of its instrumentations sends it anew. */
function distinctResources({ nodes }: Tree): { list: Attributes[]; numbers: Map<Attributes, number> } {
  const list: Attributes[] = [];
  const numbers = new Map<Attributes, number>();
  const byText = new Map<string, number>();
  for (const { span } of nodes) {
    if (numbers.has(span.resource)) continue;
    const text = JSON.stringify(span.resource);
    const number = byText.get(text) ?? list.push(span.resource) - 1;
    byText.set(text, number);
    numbers.set(span.resource, number);
  }
  return { list, numbers };
}
