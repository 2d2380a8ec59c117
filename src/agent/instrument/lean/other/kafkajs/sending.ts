import { type Context, propagation, type Span, trace } from '@opentelemetry/api';
import { withProperty } from '../../../../upstream/wrapping/with-property';
import { isLeftOut } from '../../is-left-out';
import { describeMessage } from './describe-message';
import { Failure } from './failure';
import { sentAttributes } from './instruments';
import { SEND } from './span-options';
import type { Client, Message, TopicMessages } from './types';

/** Messages that are sent by one call, each with a span below the caller's; none in a trace that is not sampled. */
export class Sending {
  readonly #client: Client;
  readonly #caller: Context;
  readonly #isLeftOut: boolean;
  readonly #spans: Span[] = [];
  /** Topics and partitions of the messages in turn. */
  readonly #places: (string | undefined)[] = [];

  constructor(client: Client, caller: Context) {
    this.#client = client;
    this.#caller = caller;
    const above = trace.getSpan(caller);
    this.#isLeftOut = above !== undefined && isLeftOut(above);
  }

  /** Returns copies of the messages that carry the contexts of their spans: the app may send its own ones again. */
  carrying<Sent extends TopicMessages>(sent: Sent): Sent {
    const { topic, messages } = sent;
    return withProperty(
      sent,
      'messages',
      messages.map(message => this.#carrying(topic, message)),
    );
  }

  #carrying(topic: string, message: Message): Message {
    const { cluster, instruments } = this.#client;
    const partition = message.partition === undefined ? undefined : String(message.partition);
    this.#places.push(topic, partition);
    let context = this.#caller;
    if (!this.#isLeftOut) {
      const { name, options } = SEND.of(topic, partition, cluster);
      const span = instruments.tracer.startSpan(name, options, this.#caller);
      this.#spans.push(span);
      const { key, value } = message;
      describeMessage(span, { key, value });
      context = trace.setSpan(context, span);
    }
    // Without a value the library refuses it, and shows it in its error.
    if (message.value === undefined) return message;
    const headers = { ...message.headers };
    propagation.inject(context, headers);
    return withProperty(message, 'headers', headers);
  }

  end(rejection?: { readonly reason: unknown }): void {
    const failure = rejection === undefined ? undefined : new Failure(rejection.reason);
    const { sentMessages } = this.#client.instruments;
    for (let i = 0; i < this.#places.length; i += 2)
      sentMessages.add(1, sentAttributes(this.#places[i]!, this.#places[i + 1], failure?.type));
    for (const span of this.#spans) {
      failure?.show(span);
      span.end();
    }
  }
}
