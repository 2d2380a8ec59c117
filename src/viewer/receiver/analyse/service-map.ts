import { startMs } from '../query/find-spans';
import { rowOf } from '../store/refs';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import { countOfAll, type Durations, percentilesOfAll } from './operations/durations';
import type { Percentiles } from './operations/percentiles';
import type { TimeWindow } from './operations/time-window';
import { type Calls, ServiceCalls } from './service-calls';
import type { SpanRef } from './trace/find-parents';

/** Service that sends spans, or a called target that sends none. */
export interface MapNode extends Percentiles {
  readonly name: string;
  readonly type: 'service' | 'database' | 'messaging' | 'external';
  readonly count: number;
  readonly errors: number;
}

/** Calls from one node to another. Durations are the caller's where it has a span for the call. */
export interface MapEdge extends Percentiles {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errors: number;
}

export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/**
 * Maps calls between services, by the parents of spans: a span whose parent belongs to another service is a call, and so
 * is a server's span below a client's of the same service, which calls itself.
 */
export function serviceMap(store: SpanStore, window: TimeWindow): ServiceMap {
  const whole = new Whole();
  for (const segment of store.segments) whole.add(callsOf(store, segment, window));
  return whole.result();
}

/** Calls of traces that began in a segment, kept while these get no more spans and all of them are in the window. */
const kept = new WeakMap<Segment, { readonly traceChanges: number; readonly calls: ServiceCalls }>();

function callsOf(store: SpanStore, segment: Segment, window: TimeWindow): ServiceCalls {
  const { traceChanges, isSealed } = segment;
  const isWhole = isSealed && areTracesWithin(segment, window);
  const known = isWhole ? kept.get(segment) : undefined;
  if (known?.traceChanges === traceChanges) return known.calls;
  const calls = new ServiceCalls();
  for (let row = 0; row < segment.traceCount; row++) {
    if (timeOf(segment.traceStart, row) < window.untilMs)
      calls.addTrace(spansOf(store, segment, row, window));
  }
  if (isWhole) kept.set(segment, { traceChanges, calls });
  return calls;
}

/** Works out the calls of a full segment's traces, and keeps them for `serviceMap`. */
export function prepareCalls(store: SpanStore, segment: Segment): void {
  callsOf(store, segment, { sinceMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY });
}

function areTracesWithin(
  { traceCount, traceStart, traceEnd }: Segment,
  { sinceMs, untilMs }: TimeWindow,
): boolean {
  for (let row = 0; row < traceCount; row++)
    if (timeOf(traceStart, row) < sinceMs || timeOf(traceEnd, row) >= untilMs) return false;
  return true;
}

/** Unix milliseconds of a trace's start or end. */
function timeOf(times: Uint32Array, row: number): number {
  return (times[row * 2 + 1]! * 2 ** 32 + times[row * 2]!) / 1e6;
}

function spansOf(store: SpanStore, home: Segment, row: number, { sinceMs, untilMs }: TimeWindow): SpanRef[] {
  const spans: SpanRef[] = [];
  for (let ref = home.traceLast[row]!; ref !== -1; ) {
    const segment = store.segmentOf(ref)!;
    const index = rowOf(ref);
    ref = segment.previous[index]!;
    const ms = startMs(segment, index);
    if (ms >= sinceMs && ms < untilMs) spans.push({ segment, index });
  }
  return spans;
}

/** Calls of several segments. */
interface Parts {
  readonly durations: Durations[];
  errors: number;
}

/** The map that the calls of all segments make together. */
class Whole {
  readonly #nodes = new Map<string, Parts & Pick<MapNode, 'name' | 'type'>>();
  readonly #edges = new Map<string, Parts & Pick<MapEdge, 'from' | 'to'>>();

  add({ nodes, edges }: ServiceCalls): void {
    for (const { name, type, ...calls } of nodes) join(this.#nodes, name, { name, type }, calls);
    for (const { from, to, ...calls } of edges) join(this.#edges, `${from}\0${to}`, { from, to }, calls);
  }

  /** Sorts by name, so that a map keeps its look. */
  result(): ServiceMap {
    return {
      nodes: [...this.#nodes.values()].sort(byName(node => node.name)).map(withStats),
      edges: [...this.#edges.values()].sort(byName(edge => `${edge.from}\0${edge.to}`)).map(withStats),
    };
  }
}

function join<Identity extends object>(
  all: Map<string, Parts & Identity>,
  key: string,
  identity: Identity,
  { durations, errors }: Calls,
): void {
  const known = all.get(key) ?? { ...identity, durations: [], errors: 0 };
  known.durations.push(durations);
  known.errors += errors;
  all.set(key, known);
}

function withStats<Part extends object>({ durations, ...part }: Part & Parts) {
  return { ...part, count: countOfAll(durations), ...percentilesOfAll(durations) };
}

function byName<Part>(nameOf: (part: Part) => string): (a: Part, b: Part) => number {
  return (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1);
}
