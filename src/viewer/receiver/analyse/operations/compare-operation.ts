import type { SpanStore } from '../../store/span-store';
import { type Comparison, compareRequests, LEAST_REQUESTS, slowAndTypical } from './compare';
import { findRequests, type Request, readRequests } from './find-requests';
import type { TimeWindow } from './time-window';

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

/** Requests that are too few for a comparison: how many there are, how many it takes, and the slowest of them. */
export interface TooFewRequests {
  readonly requests: number;
  readonly needed: number;
  readonly slowest: Example;
}

/** Slow-versus-typical of one operation in a window of time; undefined where there is no request at all. */
export function compareOperation(
  store: SpanStore,
  operation: { readonly service: string; readonly name: string },
  window: TimeWindow,
): OperationComparison | TooFewRequests | undefined {
  const found = findRequests(store, operation, window);
  if (found.length === 0) return undefined;
  if (found.length < LEAST_REQUESTS) {
    return {
      requests: found.length,
      needed: LEAST_REQUESTS,
      slowest: examplesOf(readRequests(store, found.slice(-1)))[0]!,
    };
  }
  const { slow, typical } = slowAndTypical(found, MAX_REQUESTS);
  const slowRequests = readRequests(store, slow).reverse();
  const typicalRequests = readRequests(store, typical);
  const nodesOf = (requests: readonly Request[]) => requests.map(({ node }) => node);
  return {
    ...compareRequests(nodesOf(slowRequests), nodesOf(typicalRequests)),
    examples: { slow: examplesOf(slowRequests), typical: examplesOf(typicalRequests) },
  };
}

function examplesOf(requests: readonly Request[]): Example[] {
  return requests.slice(0, MAX_EXAMPLES).map(({ traceId, node }) => ({ traceId, spanId: node.span.spanId }));
}
