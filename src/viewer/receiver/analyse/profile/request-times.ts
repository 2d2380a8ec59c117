import type { Request } from '../operations/find-requests';
import { criticalTimes } from '../trace/critical-path';
import type { TreeNode } from '../trace/tree';

/** Where the time of requests went, as means of a request in milliseconds. */
export interface RequestTimes {
  readonly count: number;
  readonly meanMs: number;
  /** CPU time of the process within the requests. */
  readonly cpuMs: number;
  readonly databaseMs: number;
  /** Other calls, and other services below them. */
  readonly remoteMs: number;
  /** The rest: timers, queues, other requests that had the event loop. */
  readonly waitingMs: number;
  /** Ids of the slowest. */
  readonly examples: readonly { readonly traceId: string; readonly spanId: string }[];
}

const MAX_EXAMPLES = 5;

/** Splits the time of requests: databases and other calls by the critical path, the process's own by its samples. */
export function requestTimes(requests: readonly Request[], cpuMs: number): RequestTimes {
  const count = requests.length;
  const mean = (sum: number) => sum / Math.max(1, count);
  let totalNs = 0;
  const calls = { database: 0, remote: 0, own: 0 };
  for (const { node } of requests) {
    totalNs += node.durationNs;
    for (const [at, ns] of criticalTimes(node)) calls[kindOf(at, node)] += ns;
  }
  const ownMs = mean(calls.own / 1e6);
  const meanCpuMs = mean(cpuMs);
  const slowestFirst = [...requests].sort((a, b) => b.node.durationNs - a.node.durationNs);
  return {
    count,
    meanMs: mean(totalNs / 1e6),
    cpuMs: meanCpuMs,
    databaseMs: mean(calls.database / 1e6),
    remoteMs: mean(calls.remote / 1e6),
    waitingMs: Math.max(0, ownMs - meanCpuMs),
    examples: slowestFirst
      .slice(0, MAX_EXAMPLES)
      .map(({ traceId, node }) => ({ traceId, spanId: node.span.spanId })),
  };
}

/** Kind of the work at a span: that of the outermost call between the request and it. */
function kindOf(node: TreeNode, request: TreeNode): 'database' | 'remote' | 'own' {
  let kind: 'database' | 'remote' | 'own' = 'own';
  for (let at = node; at !== request && at.parent !== undefined; at = at.parent) {
    const { kind: role, service, attributes } = at.span;
    if (role === 'client' || role === 'producer')
      kind = 'db.system.name' in attributes || 'db.system' in attributes ? 'database' : 'remote';
    else if (service !== request.span.service) kind = 'remote';
  }
  return kind;
}
