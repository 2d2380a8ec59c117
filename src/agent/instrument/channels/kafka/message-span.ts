import { type Context, type Link, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { redactMessage } from '../../../redaction/redact-message';
import { describeError } from '../engine/describe-error';

/** Message of Kafka, as far as its span shows it. */
export interface Shown {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly partition?: unknown;
  readonly offset?: unknown;
}

/** Messages that are sent by a single call. */
export interface Sending {
  /** Undefined if they go to several topics. */
  readonly topic: string | undefined;
  readonly messages: readonly Shown[];
}

/** Begins the span of a call that sends messages: attributes as upstream has them for kafkajs, and their number. */
export function startSend(tracer: Tracer, { topic, messages }: Sending, parent: Context): Span {
  const attributes = {
    ...operationOf('send', 'send', topic),
    ...(messages.length === 1 ? attributesOf(messages[0]!) : countOf(messages.length)),
  };
  const name = topic === undefined ? 'send' : `send ${topic}`;
  return tracer.startSpan(name, { kind: SpanKind.PRODUCER, attributes }, parent);
}

/** Message that a consumer processes. */
export interface Processing {
  readonly topic: string;
  readonly message: Shown;
  readonly group: unknown;
}

/** Begins the span of the work on a message, below its sender's. */
export function startProcess(tracer: Tracer, { topic, message, group }: Processing, sender: Context): Span {
  const attributes = {
    ...operationOf('process', 'process', topic),
    ...attributesOf(message),
    ...groupOf(group),
  };
  return tracer.startSpan(`process ${topic}`, { kind: SpanKind.CONSUMER, attributes }, sender);
}

/** Messages that a consumer gets together. */
export interface Polled {
  /** Undefined if they are of several topics. */
  readonly topic: string | undefined;
  readonly partition?: number | undefined;
  readonly count: number;
  readonly group: unknown;
  /** Spans of their senders. */
  readonly links: Link[];
}

/** Begins the span of messages that are handed over together. */
export function startPoll(tracer: Tracer, polled: Polled, parent: Context): Span {
  const { topic, partition, count, group, links } = polled;
  const attributes = {
    ...operationOf('poll', 'receive', topic),
    ...attributesOf({ partition }),
    ...countOf(count),
    ...groupOf(group),
  };
  const name = topic === undefined ? 'poll' : `poll ${topic}`;
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes, links }, parent);
}

/** Puts an error on a span. */
export function describeFailure(span: Span, error: unknown): void {
  describeError(span, error, redactMessage);
  span.setAttribute('error.type', typeOf(error));
}

function operationOf(name: string, type: string, topic: string | undefined): Record<string, string> {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': name,
    'messaging.operation.type': type,
    ...(topic !== undefined && { 'messaging.destination.name': topic }),
  };
}

function attributesOf({ key, value, partition, offset }: Shown): Record<string, string | number | boolean> {
  const hasKey = typeof key === 'string' || (Buffer.isBuffer(key) && key.length > 0);
  const isPlaced = typeof partition === 'number' && partition >= 0;
  return {
    ...(hasKey && { 'messaging.kafka.message.key': String(key) }),
    ...(hasKey && value === null && { 'messaging.kafka.message.tombstone': true }),
    ...(isPlaced && { 'messaging.destination.partition.id': String(partition) }),
    ...(offset !== undefined && { 'messaging.kafka.offset': Number(offset) }),
  };
}

const countOf = (count: number) => ({ 'messaging.batch.message_count': count });

const groupOf = (group: unknown) =>
  typeof group === 'string' ? { 'messaging.consumer.group.name': group } : {};

/** Clients wrap errors: the innermost names the broker's answer (`UNKNOWN_TOPIC_OR_PARTITION`). */
function typeOf(error: unknown): string {
  const { apiId, code, errors, name, type } = Object(error) as Record<string, unknown>;
  if (Array.isArray(errors) && errors.length > 0) return typeOf(errors[0]);
  return String(apiId ?? type ?? code ?? name ?? '_OTHER');
}
