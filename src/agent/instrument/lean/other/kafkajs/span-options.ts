import { SpanKind } from '@opentelemetry/api';
import { isFull } from '../../../../memory/share';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';
import type { Cluster } from './types';

/** Name and options of the spans of a kind, for one topic, partition and cluster. */
export interface Described {
  readonly name: string;
  readonly options: SharingOptions;
}

/** Exceeds the topics of most apps times their partitions. */
const MAX_KEPT = 2000;

/** Operation of Kafka, by the names of the semantic conventions; describes its spans, and remembers the descriptions. */
export class Operation {
  readonly #name: string;
  readonly #type: string;
  readonly #kind: SpanKind;
  readonly #known = new Map<string, Described>();

  constructor(name: string, type: string, kind: SpanKind) {
    this.#name = name;
    this.#type = type;
    this.#kind = kind;
  }

  /** Without a partition for messages that have none yet. */
  of(topic: string, partition: string | undefined, cluster: Cluster | undefined): Described {
    const clusterId = clusterIdOf(cluster);
    const key = `${partition} ${clusterId} ${topic}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const attributes = {
      'messaging.system': 'kafka',
      'messaging.destination.name': typeof topic === 'string' ? topic : undefined,
      'messaging.destination.partition.id': partition,
      'messaging.operation.name': this.#name,
      'messaging.operation.type': this.#type,
      'messaging.kafka.cluster.id': clusterId,
    };
    const made = { name: `${this.#name} ${topic}`, options: sharingOptions(attributes, this.#kind) };
    if (isFull(this.#known.size, MAX_KEPT)) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }
}

export const SEND = new Operation('send', 'send', SpanKind.PRODUCER);
export const PROCESS = new Operation('process', 'process', SpanKind.CONSUMER);
export const POLL = new Operation('poll', 'receive', SpanKind.CLIENT);

function clusterIdOf(cluster: Cluster | undefined): string | undefined {
  const id = cluster?.brokerPool?.metadata?.clusterId;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
