import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { describeMessage } from './describe-message';
import { Failure } from './failure';
import { consumedAttributes, durationAttributes } from './instruments';
import { type Handling, runHandler } from './run-handler';
import { senderOf } from './sender';
import { PROCESS } from './span-options';
import type { Client, MessagePayload, Method } from './types';

/** Wraps `eachMessage`: the work on a message has a span below its sender's. */
export function tracingMessage(client: Client, handler: Method): Method {
  return function (...args) {
    return runHandler(begin(client, args[0] as MessagePayload), handler, this, args);
  };
}

function begin(client: Client, payload: MessagePayload): Processing | undefined {
  try {
    return new Processing(client, payload);
  } catch (error) {
    ownDiag.error('kafkajs: a message could not be traced', error);
    return undefined;
  }
}

/** Work on a message. */
class Processing implements Handling {
  readonly context: Context;
  readonly #client: Client;
  readonly #topic: string;
  readonly #partition: string;
  readonly #span: Span;
  readonly #startMs = monotonicNow();

  constructor(client: Client, { topic, partition, message }: MessagePayload) {
    this.#client = client;
    this.#topic = topic;
    this.#partition = String(partition);
    const sender = senderOf(message);
    const { name, options } = PROCESS.of(topic, this.#partition, client.cluster);
    this.#span = client.instruments.tracer.startSpan(name, options, sender);
    describeMessage(this.#span, message);
    this.context = trace.setSpan(sender, this.#span);
  }

  end(rejection?: { readonly reason: unknown }): void {
    const failure = rejection === undefined ? undefined : new Failure(rejection.reason);
    const { processDuration, consumedMessages } = this.#client.instruments;
    const seconds = (monotonicNow() - this.#startMs) / 1000;
    processDuration.record(seconds, durationAttributes(this.#topic, this.#partition, failure?.type));
    consumedMessages.add(1, consumedAttributes(this.#topic, this.#partition, failure?.type));
    failure?.show(this.#span);
    this.#span.end();
  }
}
