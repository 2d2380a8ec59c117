import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { activeContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { describeMessage } from './describe-message';
import { Failure } from './failure';
import { consumedAttributes, durationAttributes } from './instruments';
import { type Handling, runHandler } from './run-handler';
import { senderOf } from './sender';
import { POLL, PROCESS } from './span-options';
import type { BatchPayload, Client, Message, Method } from './types';

/** Wraps `eachBatch`: the batch has a span, and below it each message has one with a link to its sender's. */
export function tracingBatch(client: Client, handler: Method): Method {
  return function (...args) {
    return runHandler(begin(client, args[0] as BatchPayload), handler, this, args);
  };
}

function begin(client: Client, { batch }: BatchPayload): Batch | undefined {
  try {
    return new Batch(client, batch);
  } catch (error) {
    ownDiag.error('kafkajs: a batch could not be traced', error);
    return undefined;
  }
}

/** Work on a batch. */
class Batch implements Handling {
  readonly context: Context;
  readonly #client: Client;
  readonly #topic: string;
  readonly #partition: string;
  readonly #count: number;
  readonly #spans: Span[] = [];
  readonly #startMs = monotonicNow();

  constructor(client: Client, { topic, partition, messages }: BatchPayload['batch']) {
    this.#client = client;
    this.#topic = topic;
    this.#partition = String(partition);
    this.#count = messages.length;
    const { name, options } = POLL.of(topic, this.#partition, client.cluster);
    const span = client.instruments.tracer.startSpan(name, options, LEAN_ROOT_CONTEXT);
    span.setAttribute('messaging.batch.message_count', messages.length);
    this.#spans.push(span);
    this.context = trace.setSpan(activeContext(), span);
    for (const message of messages) this.#spans.push(this.#start(message));
  }

  #start(message: Message): Span {
    const { instruments, cluster } = this.#client;
    const { name, options } = PROCESS.of(this.#topic, this.#partition, cluster);
    const sender = trace.getSpanContext(senderOf(message));
    const linked = sender === undefined ? options : { ...options, links: [{ context: sender }] };
    const span = instruments.tracer.startSpan(name, linked, this.context);
    describeMessage(span, message);
    return span;
  }

  end(rejection?: { readonly reason: unknown }): void {
    const failure = rejection === undefined ? undefined : new Failure(rejection.reason);
    const { processDuration, consumedMessages } = this.#client.instruments;
    consumedMessages.add(this.#count, consumedAttributes(this.#topic, this.#partition, failure?.type));
    const seconds = (monotonicNow() - this.#startMs) / 1000;
    const attributes = durationAttributes(this.#topic, this.#partition, failure?.type);
    for (let i = 0; i < this.#count; i++) processDuration.record(seconds, attributes);
    for (const span of this.#spans) {
      failure?.show(span);
      span.end();
    }
  }
}
