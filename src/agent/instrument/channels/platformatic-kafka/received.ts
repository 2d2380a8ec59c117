import type { Span, Tracer } from '@opentelemetry/api';
import { type Context, trace } from '@opentelemetry/api';
import { type Shown, startProcess } from '../kafka/message-span';
import { type Header, senderOf } from '../kafka/sender';

/** Record as the broker sent it: bytes, which the consumer's deserializers have not touched. */
export interface RawRecord {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: Iterable<Header>;
}

interface Received extends Shown {
  readonly topic: string;
  readonly metadata?: { readonly consumer?: { readonly groupId?: unknown } };
}

const records = new WeakMap<object, RawRecord>();

/** Remembers the record that a message is made of. */
export function noteRecord(message: object, record: RawRecord): void {
  records.set(message, record);
}

/** Work of the app on a message. */
export interface Work {
  readonly span: Span;
  readonly context: Context;
}

/** Begins the work on a message; undefined for anything else. */
export function beginWork(message: unknown, tracer: Tracer): Work | undefined {
  const record = records.get(Object(message));
  if (record === undefined) return undefined;
  const { topic, partition, offset, metadata } = message as Received;
  const sender = senderOf(record.headers);
  const shown = { key: record.key, value: record.value, partition, offset };
  const span = startProcess(tracer, { topic, message: shown, group: metadata?.consumer?.groupId }, sender);
  return { span, context: trace.setSpan(sender, span) };
}
