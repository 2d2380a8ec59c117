import { compileQuery } from '../../query/compile';
import { findSpans } from '../../query/find-spans';
import type { Query } from '../../query/parse';
import type { Segment } from '../../store/segment';
import type { SpanStore } from '../../store/span-store';
import { isStoredAt } from '../../store/stored-span';
import { readTrace } from '../../store/traces/read-trace';
import { buildTree, type TreeNode } from '../trace/tree';
import { isEntry } from './operations';
import type { TimeWindow } from './time-window';

/** Request of an operation as it is stored. */
export interface StoredRequest {
  readonly segment: Segment;
  readonly index: number;
  readonly durationNs: number;
}

/** A span in the tree of its trace. */
export interface Request {
  readonly traceId: string;
  readonly node: TreeNode;
}

/** Finds the requests of an operation in a window of time, the shortest first. */
export function findRequests(
  store: SpanStore,
  operation: { readonly service: string; readonly name: string },
  window: TimeWindow,
): StoredRequest[] {
  const named: StoredRequest[] = [];
  findSpans(store, compileQuery(queryFor(operation)), window, (segment, index) => {
    named.push({ segment, index, durationNs: segment.durationNs[index]! });
  });
  // A bare `POST` names requests that a service answers, and calls that it makes meanwhile.
  const entries = named.filter(({ segment, index }) => isEntry(segment, index));
  const found = entries.length > 0 ? entries : named;
  return found.sort((a, b) => a.durationNs - b.durationNs);
}

/** Reads requests with all that lies below them. */
export function readRequests(store: SpanStore, requests: readonly StoredRequest[]): Request[] {
  return requests.map(each => requestOf(store, each)).filter(each => each !== undefined);
}

function queryFor({ service, name }: { readonly service: string; readonly name: string }): Query {
  const equals = (field: string, value: string) =>
    ({ type: 'compare', field, operator: '=', value }) as const;
  return { type: 'and', parts: [equals('service', service), equals('name', name)] };
}

function requestOf(store: SpanStore, { segment, index }: StoredRequest): Request | undefined {
  const trace = readTrace(store, segment.trace[index]!);
  const node = trace && buildTree(trace).nodes.find(({ span }) => isStoredAt(span, segment, index));
  return node && { traceId: trace.traceId, node };
}
