import { compileQuery } from '../query/compile';
import { findSpans } from '../query/find-spans';
import type { Query } from '../query/parse';
import { readTrace } from '../store/read-trace';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import { StoredSpan } from '../store/stored-span';
import { type Comparison, compareRequests, slowAndTypical } from './compare';
import type { TimeWindow } from './time-window';
import { buildTree, type TreeNode } from './tree';

/** Requests that are read of each sort: enough for a mean, few enough to be quick. */
const MAX_REQUESTS = 60;

/** Slow-versus-typical of one operation in a window of time; undefined with fewer than two requests to compare. */
export function compareOperation(
  store: SpanStore,
  operation: { readonly service: string; readonly name: string },
  window: TimeWindow,
): Comparison | undefined {
  const found: { segment: Segment; index: number; durationNs: number }[] = [];
  findSpans(store, compileQuery(queryFor(operation)), window, (segment, index) => {
    found.push({ segment, index, durationNs: segment.durationNs[index]! });
  });
  if (found.length < 2) return undefined;
  found.sort((a, b) => a.durationNs - b.durationNs);
  const { slow, typical } = slowAndTypical(found, MAX_REQUESTS);
  const nodesOf = (requests: typeof found) =>
    requests.map(({ segment, index }) => nodeOf(store, segment, index)).filter(node => node !== undefined);
  return compareRequests(nodesOf(slow), nodesOf(typical));
}

function queryFor({ service, name }: { readonly service: string; readonly name: string }): Query {
  const equals = (field: string, value: string) =>
    ({ type: 'compare', field, operator: '=', value }) as const;
  return { type: 'and', parts: [equals('service', service), equals('name', name)] };
}

/** A span in the tree of its trace. */
function nodeOf(store: SpanStore, segment: Segment, index: number): TreeNode | undefined {
  const trace = readTrace(store, segment.trace[index]!);
  const { spanId } = new StoredSpan(segment, index, [0, 0]);
  return trace && buildTree(trace).nodes.find(node => node.span.spanId === spanId);
}
