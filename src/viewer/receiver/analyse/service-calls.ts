import { OtlpSpanKind, OtlpStatusCode } from '../../../shared/otlp/fields';
import type { Segment } from '../store/segment';
import { Durations } from './operations/durations';
import { type Peer, Peers, serviceOf } from './peers';
import { findParents, type SpanRef } from './trace/find-parents';

/** Calls to a service, or along an edge. */
export interface Calls {
  durations: Durations;
  errors: number;
}

interface NodeCalls extends Calls {
  readonly name: string;
  readonly type: 'service' | Peer['type'];
}

interface EdgeCalls extends Calls {
  readonly from: string;
  readonly to: string;
}

/** Calls that the spans of traces show, by node and by edge of the map. */
export class ServiceCalls {
  readonly #nodes = new Map<string, NodeCalls>();
  readonly #edges = new Map<string, Map<string, EdgeCalls>>();
  readonly #peers = new Peers();

  /** Adds the calls among the spans of one trace, and those to peers that send no spans. */
  addTrace(spans: readonly SpanRef[]): void {
    const parents = findParents(spans);
    const answered = new Set<number>();
    spans.forEach(({ segment, index }, at) => {
      const parentAt = parents[at]!;
      const service = serviceOf(segment, index);
      const parent = spans[parentAt];
      const caller = parent === undefined ? undefined : serviceOf(parent.segment, parent.index);
      const isCall = parent !== undefined && isOutgoing(parent.segment, parent.index);
      const isWithin = caller === service && !(isCall && isIncoming(segment, index));
      if (!isWithin) count(this.#node(service, 'service'), segment, index);
      if (parent === undefined || caller === undefined || isWithin) return;
      answered.add(parentAt);
      count(
        this.#edge(caller, service),
        ...(isCall ? ([parent.segment, parent.index] as const) : ([segment, index] as const)),
      );
    });
    spans.forEach(({ segment, index }, at) => {
      if (!isOutgoing(segment, index) || answered.has(at)) return;
      const peer = this.#peers.of(segment, index);
      if (peer === undefined) return;
      count(this.#node(peer.name, peer.type), segment, index);
      count(this.#edge(serviceOf(segment, index), peer.name), segment, index);
    });
  }

  get nodes(): Iterable<NodeCalls> {
    return this.#nodes.values();
  }

  get edges(): Iterable<EdgeCalls> {
    return [...this.#edges.values()].flatMap(outgoing => [...outgoing.values()]);
  }

  #node(name: string, type: NodeCalls['type']): Calls {
    const node = this.#nodes.get(name) ?? { name, type, durations: new Durations(), errors: 0 };
    this.#nodes.set(name, node);
    return node;
  }

  #edge(from: string, to: string): Calls {
    const outgoing = this.#edges.get(from) ?? new Map();
    if (outgoing.size === 0) this.#edges.set(from, outgoing);
    const edge = outgoing.get(to) ?? { from, to, durations: new Durations(), errors: 0 };
    outgoing.set(to, edge);
    return edge;
  }
}

function count(calls: Calls, segment: Segment, index: number): void {
  calls.durations.add(Math.max(0, segment.durationNs[index]!));
  if (segment.statusOf(index) === OtlpStatusCode.error) calls.errors++;
}

function isIncoming(segment: Segment, index: number): boolean {
  const kind = segment.kindOf(index);
  return kind === OtlpSpanKind.server || kind === OtlpSpanKind.consumer;
}

function isOutgoing(segment: Segment, index: number): boolean {
  const kind = segment.kindOf(index);
  return kind === OtlpSpanKind.client || kind === OtlpSpanKind.producer;
}
