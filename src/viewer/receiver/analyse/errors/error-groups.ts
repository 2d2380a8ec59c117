import type { Trace, TraceSpan } from '../../trace';
import { labelOf } from '../trace/label';
import { buildTree, type TreeNode } from '../trace/tree';
import { errorMessageOf, errorTextOf } from './error-text';
import { messagePattern } from './message-pattern';
import { type RootCause, rootCauses } from './root-causes';

/** Failures with a common root cause: equal service, operation, kind of error, and message except for numbers. */
export interface ErrorGroup {
  readonly service: string;
  readonly operation: string;
  /** The exception's type, else the error type or HTTP status. */
  readonly type: string;
  readonly pattern: string;
  /** Message of the newest failure. */
  message: string;
  stack: string;
  /** The work that failed: the database statement or the URL. */
  readonly doing: string;
  count: number;
  /** Count of failures that went no further: the span above did not fail. */
  handled: number;
  firstMs: number;
  lastMs: number;
  /** Ids of the root cause's span and trace in a few failures, the newest first. */
  readonly examples: { readonly traceId: string; readonly spanId: string }[];
  /** The requests that the failure reached, at the edge of it all: `POST /checkout` of `storefront`, and how many. */
  readonly reached: { service: string; operation: string; count: number }[];
}

const MAX_EXAMPLES = 5;
const MAX_GROUPS = 500;

/** Groups the failures in traces by root cause, the most frequent first. Traces are expected newest first. */
export function errorGroups(traces: Iterable<Trace>): ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const trace of traces) {
    for (const found of rootCauses(buildTree(trace))) addTo(groups, trace, found);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function addTo(groups: Map<string, ErrorGroup>, trace: Trace, { cause, top }: RootCause): void {
  const fresh = groupOf(cause);
  const key = JSON.stringify([fresh.service, fresh.operation, fresh.type, fresh.pattern]);
  const group = groups.get(key) ?? fresh;
  if (group === fresh && groups.size >= MAX_GROUPS) return;
  groups.set(key, group);
  const ms = Number(trace.startUnixNano / 1000n) / 1000 + (cause.startNs + cause.durationNs) / 1e6;
  group.count++;
  if (top.parent !== undefined) group.handled++;
  group.firstMs = Math.min(group.firstMs, ms);
  group.lastMs = Math.max(group.lastMs, ms);
  if (group.examples.length < MAX_EXAMPLES) {
    group.examples.push({ traceId: trace.traceId, spanId: cause.span.spanId });
  }
  noteReached(group, top);
}

function groupOf(cause: TreeNode): ErrorGroup {
  const { span } = cause;
  const exception = span.events.find(event => event.name === 'exception')?.attributes;
  const message = errorMessageOf(span);
  return {
    service: span.service,
    operation: labelOf(cause),
    type: typeOf(span),
    pattern: messagePattern(message || errorTextOf(span)),
    message: message || errorTextOf(span),
    stack: String(exception?.['exception.stacktrace'] ?? ''),
    doing: doingOf(span),
    count: 0,
    handled: 0,
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: 0,
    examples: [],
    reached: [],
  };
}

function doingOf({ attributes }: TraceSpan): string {
  const doing =
    attributes['db.query.text'] ??
    attributes['db.statement'] ??
    attributes['url.full'] ??
    attributes['http.url'];
  return typeof doing === 'string' ? doing : '';
}

function typeOf({ events, attributes }: TraceSpan): string {
  const exception = events.find(event => event.name === 'exception')?.attributes['exception.type'];
  const type = exception ?? attributes['error.type'] ?? attributes['http.response.status_code'] ?? '';
  return String(type);
}

function noteReached({ reached }: ErrorGroup, top: TreeNode): void {
  const service = top.span.service;
  const operation = labelOf(top);
  const known = reached.find(each => each.service === service && each.operation === operation);
  if (known !== undefined) known.count++;
  else if (reached.length < 20) reached.push({ service, operation, count: 1 });
}
