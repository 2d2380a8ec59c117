import type { Counter, Histogram, Tracer } from '@opentelemetry/api';

export interface Metrics {
  clientDuration: Histogram;
  sentMessages: Counter;
  consumedMessages: Counter;
  processDuration: Histogram;
}

export type Instruments = Metrics & { readonly tracer: Tracer };

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Connections to a cluster, of which the id is known after the first answer. */
export interface Cluster {
  readonly brokerPool?: { readonly metadata?: { readonly clusterId?: unknown } | null };
}

/** Producer or consumer, as its spans show it. */
export interface Client {
  readonly instruments: Instruments;
  readonly cluster: Cluster | undefined;
}

export interface RequestEvent {
  readonly payload: { readonly broker: string; readonly duration: number; readonly apiName: unknown };
}

/** Parts that producers and consumers have in common; the first releases have no events. */
export interface Emitter {
  readonly events?: { readonly REQUEST?: string };
  on?(event: string, listener: (event: RequestEvent) => void): unknown;
}

export interface Producer extends Emitter {
  send: Method;
  sendBatch?: Method;
  transaction?: Method;
}

/** Object by which the app sends messages that count together or not at all. */
export interface Transaction {
  send: Method;
  sendBatch: Method;
  commit: Method;
  abort: Method;
}

export interface Consumer extends Emitter {
  run: Method;
}

/** Message, sent or received. */
export interface Message {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly partition?: unknown;
  readonly offset?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

export interface TopicMessages {
  readonly topic: string;
  readonly messages: readonly Message[];
}

export interface MessagePayload {
  readonly topic: string;
  readonly partition: number;
  readonly message: Message;
}

export interface BatchPayload {
  readonly batch: TopicMessages & { readonly partition: number };
}
