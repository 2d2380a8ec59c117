import { OtlpSpanKind, OtlpStatusCode } from '../../otlp/fields';
import { startMs } from '../query/find-spans';
import { rowOf } from '../store/refs';
import type { Segment } from '../store/segment';
import type { SpanStore } from '../store/span-store';
import { findParents, type SpanRef } from './find-parents';
import { Peers, serviceOf } from './peers';
import { type Percentiles, percentilesOf } from './percentiles';
import type { TimeWindow } from './time-window';

/** A service that sends spans, or something that is called and sends none. */
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

/** Who calls whom, read from the parents of spans: a span whose parent belongs to another service is a call between the two. */
export function serviceMap(store: SpanStore, window: TimeWindow): ServiceMap {
  const gathering = new Gathering();
  for (const segment of store.segments) {
    for (let row = 0; row < segment.traceCount; row++) {
      const startedMs = (segment.traceStart[row * 2 + 1]! * 2 ** 32 + segment.traceStart[row * 2]!) / 1e6;
      if (startedMs < window.untilMs) gathering.addTrace(spansOf(store, segment, row, window));
    }
  }
  return gathering.result();
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

interface Calls {
  durationsNs: number[];
  errors: number;
}

class Gathering {
  private readonly nodes = new Map<string, Calls & Pick<MapNode, 'name' | 'type'>>();
  private readonly edges = new Map<string, Map<string, Calls & Pick<MapEdge, 'from' | 'to'>>>();
  private readonly peers = new Peers();

  addTrace(spans: readonly SpanRef[]): void {
    const parents = findParents(spans);
    const answered = new Set<number>();
    spans.forEach(({ segment, index }, at) => {
      const parentAt = parents[at]!;
      const service = serviceOf(segment, index);
      const parent = spans[parentAt];
      const caller = parent === undefined ? undefined : serviceOf(parent.segment, parent.index);
      if (caller !== service) count(this.node(service, 'service'), segment, index);
      if (parent === undefined || caller === undefined || caller === service) return;
      answered.add(parentAt);
      const isCall = isOutgoing(parent.segment, parent.index);
      count(
        this.edge(caller, service),
        ...(isCall ? ([parent.segment, parent.index] as const) : ([segment, index] as const)),
      );
    });
    spans.forEach(({ segment, index }, at) => {
      if (!isOutgoing(segment, index) || answered.has(at)) return;
      const peer = this.peers.of(segment, index);
      if (peer === undefined) return;
      count(this.node(peer.name, peer.type), segment, index);
      count(this.edge(serviceOf(segment, index), peer.name), segment, index);
    });
  }

  /** By name, so that a map looks the same from one time to the next. */
  result(): ServiceMap {
    const edges = [...this.edges.values()].flatMap(outgoing => [...outgoing.values()]);
    return {
      nodes: [...this.nodes.values()].sort(byName(node => node.name)).map(withStats),
      edges: edges.sort(byName(edge => `${edge.from}\0${edge.to}`)).map(withStats),
    };
  }

  private node(name: string, type: MapNode['type']): Calls {
    const node = this.nodes.get(name) ?? { name, type, durationsNs: [], errors: 0 };
    this.nodes.set(name, node);
    return node;
  }

  private edge(from: string, to: string): Calls {
    const outgoing = this.edges.get(from) ?? new Map();
    if (outgoing.size === 0) this.edges.set(from, outgoing);
    const edge = outgoing.get(to) ?? { from, to, durationsNs: [], errors: 0 };
    outgoing.set(to, edge);
    return edge;
  }
}

function count(calls: Calls, segment: Segment, index: number): void {
  calls.durationsNs.push(Math.max(0, segment.durationNs[index]!));
  if (segment.statusOf(index) === OtlpStatusCode.error) calls.errors++;
}

function withStats<Part extends Calls>({
  durationsNs,
  ...part
}: Part): Omit<Part, 'durationsNs'> & Percentiles & { count: number } {
  return { ...part, count: durationsNs.length, ...percentilesOf(durationsNs) };
}

function byName<Part>(nameOf: (part: Part) => string): (a: Part, b: Part) => number {
  return (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1);
}

function isOutgoing(segment: Segment, index: number): boolean {
  const kind = segment.kindOf(index);
  return kind === OtlpSpanKind.client || kind === OtlpSpanKind.producer;
}
