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

/** A span by its ids. */
interface Example {
  readonly traceId: string;
  readonly spanId: string;
}

/** A comparison with some of the requests that were compared: the slowest ones, and ones about the median. */
export interface OperationComparison extends Comparison {
  readonly examples: { readonly slow: readonly Example[]; readonly typical: readonly Example[] };
}

const MAX_EXAMPLES = 5;

/** Slow-versus-typical of one operation in a window of time; undefined with fewer than two requests to compare. */
export function compareOperation(
  store: SpanStore,
  operation: { readonly service: string; readonly name: string },
  window: TimeWindow,
): OperationComparison | undefined {
  const found: { segment: Segment; index: number; durationNs: number }[] = [];
  findSpans(store, compileQuery(queryFor(operation)), window, (segment, index) => {
    found.push({ segment, index, durationNs: segment.durationNs[index]! });
  });
  if (found.length < 2) return undefined;
  found.sort((a, b) => a.durationNs - b.durationNs);
  const { slow, typical } = slowAndTypical(found, MAX_REQUESTS);
  const read = (requests: typeof found) =>
    requests.map(({ segment, index }) => requestOf(store, segment, index)).filter(each => each !== undefined);
  const slowRequests = read(slow).reverse();
  const typicalRequests = read(typical);
  const nodesOf = (requests: readonly Request[]) => requests.map(({ node }) => node);
  return {
    ...compareRequests(nodesOf(slowRequests), nodesOf(typicalRequests)),
    examples: { slow: examplesOf(slowRequests), typical: examplesOf(typicalRequests) },
  };
}

function queryFor({ service, name }: { readonly service: string; readonly name: string }): Query {
  const equals = (field: string, value: string) =>
    ({ type: 'compare', field, operator: '=', value }) as const;
  return { type: 'and', parts: [equals('service', service), equals('name', name)] };
}

/** A span in the tree of its trace. */
interface Request {
  readonly traceId: string;
  readonly node: TreeNode;
}

function requestOf(store: SpanStore, segment: Segment, index: number): Request | undefined {
  const trace = readTrace(store, segment.trace[index]!);
  const { spanId } = new StoredSpan(segment, index, [0, 0]);
  const node = trace && buildTree(trace).nodes.find(each => each.span.spanId === spanId);
  return node && { traceId: trace.traceId, node };
}

function examplesOf(requests: readonly Request[]): Example[] {
  return requests.slice(0, MAX_EXAMPLES).map(({ traceId, node }) => ({ traceId, spanId: node.span.spanId }));
}
