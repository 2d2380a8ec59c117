import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { RouteOptions } from './connection';
import type { Channel, Message, Method } from './types';
import { Unacknowledged } from './unacknowledged';

export interface Consuming {
  readonly instruments: { readonly tracer: Tracer };
  readonly timeoutMs: number;
}

type OnMessage = (this: unknown, message: Message | null, ...rest: unknown[]) => unknown;

/** Wraps `consume`: each message has a span until it is acknowledged, or until the consumer returns where none has to be. */
export function tracingConsume(consuming: Consuming, original: Method<Channel>): Method<Channel> {
  return function (...args) {
    const [queue, onMessage, options] = args as [
      unknown,
      OnMessage,
      { readonly noAck?: boolean } | undefined,
    ];
    if (typeof onMessage !== 'function') return original.apply(this, args);
    const unacknowledged = Unacknowledged.of(this, consuming.timeoutMs);
    const channel = this;
    args[1] = looksLike<OnMessage>(onMessage, function (message, ...rest) {
      const begun = message ? begin(consuming, { channel, queue }, message) : undefined;
      if (begun === undefined) return onMessage.call(this, message, ...rest);
      const { span, context } = begun;
      if (!options?.noAck) unacknowledged.add(message!, span);
      const before = enterContext(context);
      try {
        return onMessage.call(this, message, ...rest);
      } finally {
        leaveContext(before);
        if (options?.noAck) span.end();
      }
    });
    return original.apply(this, args);
  };
}

interface Subscription {
  readonly channel: Channel;
  readonly queue: unknown;
}

const spanOptions = new RouteOptions(SpanKind.CONSUMER, { 'messaging.operation': 'process' });

/** Starts the span of a message, below its publisher. */
function begin(
  { instruments }: Consuming,
  { channel, queue }: Subscription,
  { fields, properties }: Message,
): { readonly span: Span; readonly context: Context } | undefined {
  try {
    const publisher = propagation.extract(ROOT_CONTEXT, properties.headers ?? {});
    const options = spanOptions.of(channel, fields?.exchange, fields?.routingKey);
    const span = instruments.tracer.startSpan(`${queue} process`, options, publisher);
    if (properties.messageId !== undefined) span.setAttribute('messaging.message_id', properties.messageId);
    if (properties.correlationId !== undefined)
      span.setAttribute('messaging.conversation_id', properties.correlationId);
    return { span, context: trace.setSpan(publisher, span) };
  } catch (error) {
    ownDiag.error('amqplib: a message could not be traced', error);
    return undefined;
  }
}
