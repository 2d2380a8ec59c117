import { type Context, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { ReturnOverride } from '../../../emitters/return-override';
import { type Operation, startMessageSpan } from '../message-span';
import { publisherOf } from '../publisher';
import type { ConsumerMessages, JetStreamMessage } from '../types';

/** Span of a message that JetStream delivers, which the message keeps for its settlement. */
export class Delivery {
  readonly span: Span;
  readonly context: Context;
  readonly operation: Operation;
  /** True if the message's settlement ends the span. */
  endsSettled = false;
  #hasEnded = false;

  constructor(span: Span, context: Context, operation: Operation) {
    this.span = span;
    this.context = context;
    this.operation = operation;
  }

  /** Ends the span, once. */
  leave(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.span.end();
  }
}

/** Begins the span of a delivered message, below its publisher's; undefined for entries of key-value and object stores. */
export function beginDelivery(
  tracer: Tracer,
  messages: ConsumerMessages,
  message: JetStreamMessage,
): Delivery | undefined {
  const operation = operationOf(messages, message);
  const publisher = operation === undefined ? undefined : publisherOf(message);
  if (operation === undefined || publisher === undefined) return undefined;
  const span = startMessageSpan(tracer, operation, publisher);
  const delivery = new Delivery(span, trace.setSpan(publisher, span), operation);
  new Delivered(message, delivery);
  return delivery;
}

/** Returns the delivery of a message, if it has a span. */
export function deliveryOf(message: JetStreamMessage): Delivery | undefined {
  return Delivered.of(message);
}

class Delivered extends ReturnOverride {
  #delivery: Delivery;

  constructor(message: object, delivery: Delivery) {
    super(message);
    this.#delivery = delivery;
  }

  static of(message: object): Delivery | undefined {
    return #delivery in message ? (message as Delivered).#delivery : undefined;
  }
}

/** A consumer of all of a stream's subjects is called by the stream, as these subjects may be many. */
function operationOf({ consumer }: ConsumerMessages, { subject }: JetStreamMessage): Operation | undefined {
  const { api, _info: { stream_name, config } = {} } = consumer;
  if (api?.nc === undefined || /^\$(?:KV|O)\./.test(subject)) return undefined;
  const filter = config?.filter_subject || stream_name;
  return {
    connection: api.nc,
    name: 'process',
    kind: SpanKind.CONSUMER,
    subject,
    template: filter === subject ? undefined : filter,
    subscription: config?.durable_name,
  };
}
