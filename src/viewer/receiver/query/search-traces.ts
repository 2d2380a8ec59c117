import { pathBeside } from '../analyse/trace/label';
import { refOf, rowOf, segmentNumberOf } from '../store/refs';
import type { SpanStore } from '../store/span-store';
import { readRoot, readSummary, type TraceSummary } from '../store/traces/read-trace';
import { type TraceService, traceServices } from '../store/traces/trace-services';
import { compileQuery } from './compile';
import { findSpans, type TimeRange } from './find-spans';
import { parseQuery } from './parse';
import type { Compiled } from './segment-test';

const KEYS = {
  recent(store: SpanStore, ref: number) {
    const { traceStart } = store.segmentOf(ref)!;
    const at = rowOf(ref) * 2;
    return traceStart[at + 1]! * 2 ** 32 + traceStart[at]!;
  },
  duration(store: SpanStore, ref: number) {
    const { traceStart, traceEnd } = store.segmentOf(ref)!;
    const at = rowOf(ref) * 2;
    return (traceEnd[at + 1]! - traceStart[at + 1]!) * 2 ** 32 + traceEnd[at]! - traceStart[at]!;
  },
  spans: (store: SpanStore, ref: number) => store.segmentOf(ref)!.traceSpans[rowOf(ref)]!,
  errors: (store: SpanStore, ref: number) => store.segmentOf(ref)!.traceErrors[rowOf(ref)]!,
};

/** Orders of traces, the largest first. */
export type TraceOrder = keyof typeof KEYS;
export const TRACE_ORDERS = Object.keys(KEYS) as TraceOrder[];

export interface TraceSearch extends TimeRange {
  /** See parseQuery; empty for all. */
  readonly query: string;
  readonly order: TraceOrder;
  readonly limit: number;
}

/** A trace in one line, with the services that take part. */
export interface FoundTrace extends TraceSummary {
  /** Path of a request whose root has no route, beside the root's name. */
  readonly path?: string;
  readonly services: readonly TraceService[];
}

/** Finds and counts the traces with a span that matches; returns the first `limit` in order. Throws QueryError. */
export function searchTraces(
  store: SpanStore,
  { query, order, limit, ...range }: TraceSearch,
): { traces: FoundTrace[]; total: number } {
  const refs = tracesWith(store, compileQuery(parseQuery(query)), range);
  const first = ordered(store, refs, order).slice(0, limit);
  const traces = first.map(ref => {
    const path = pathBeside(readRoot(store, ref));
    const named = path === undefined ? {} : { path };
    return { ...readSummary(store, ref)!, ...named, services: traceServices(store, ref) };
  });
  return { traces, total: refs.length };
}

/** Refs in an order, the largest first. */
export function ordered(store: SpanStore, refs: readonly number[], order: TraceOrder): number[] {
  const keyOf = KEYS[order];
  const keyed = refs.map(ref => ({ ref, key: keyOf(store, ref) }));
  return keyed.sort((a, b) => b.key - a.key).map(({ ref }) => ref);
}

/** Refs of the traces that have a matching span, oldest segment first. */
export function tracesWith(store: SpanStore, compiled: Compiled, range: TimeRange): number[] {
  const marks = new Map(store.segments.map(segment => [segment.number, new Uint8Array(segment.traceCount)]));
  findSpans(store, compiled, range, (segment, index) => {
    const traceRef = segment.trace[index]!;
    marks.get(segmentNumberOf(traceRef))![rowOf(traceRef)] = 1;
  });
  const refs: number[] = [];
  for (const segment of store.segments) {
    const rows = marks.get(segment.number)!;
    for (let row = rows.indexOf(1); row !== -1; row = rows.indexOf(1, row + 1))
      refs.push(refOf(segment, row));
  }
  return refs;
}
