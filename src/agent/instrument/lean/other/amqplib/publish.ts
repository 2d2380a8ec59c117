import { propagation, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { withProperty } from '../../../../upstream/wrapping/with-property';
import { isLeftOut } from '../../is-left-out';
import { RouteOptions } from './connection';
import type { Channel, Method } from './types';

interface PublishOptions {
  readonly headers?: object;
  readonly messageId?: string;
  readonly correlationId?: string;
}

type Confirmed = (this: unknown, error: unknown, ok?: unknown) => unknown;

interface Instruments {
  readonly tracer: Tracer;
}

/** True while a channel with confirmations publishes, which it does by the method of its base class. */
let isConfirming = false;

/** Wraps `publish` of channels: the message carries the context of its span. */
export function tracingPublish(instruments: Instruments, original: Method<Channel>): Method<Channel> {
  return function (...args) {
    if (isConfirming) return original.apply(this, args);
    const span = begin(instruments, this, args);
    const result = original.apply(this, args);
    span?.end();
    return result;
  };
}

/** Wraps `publish` of channels with confirmations: the span ends when the server has confirmed. */
export function tracingConfirmedPublish(
  instruments: Instruments,
  original: Method<Channel>,
): Method<Channel> {
  return function (...args) {
    const caller = activeContext();
    const span = begin(instruments, this, args);
    if (span !== undefined) {
      const within = trace.setSpan(caller, span);
      const confirmed = confirming(this, span, args[4] as Confirmed | undefined);
      args[4] = function (this: unknown, ...results: Parameters<Confirmed>) {
        return runInContext(within, confirmed, this, ...results);
      };
    }
    isConfirming = true;
    try {
      return original.apply(this, args);
    } finally {
      isConfirming = false;
    }
  };
}

function confirming(channel: Channel, span: Span, callback: Confirmed | undefined): Confirmed {
  return function (...results) {
    // Channels tell by the missing callback that a closed one has left a message unconfirmed.
    if (!callback && channel.pending === null) channel.unconfirmed?.push(false);
    try {
      return callback?.apply(this, results);
    } finally {
      if (results[0])
        span.setStatus({ code: SpanStatusCode.ERROR, message: "message confirmation has been nack'ed" });
      span.end();
    }
  };
}

const options = new RouteOptions(SpanKind.PRODUCER);

/** Starts a message's span, and puts its context into a copy of the options; undefined in a trace that is not sampled. */
function begin({ tracer }: Instruments, channel: Channel, args: unknown[]): Span | undefined {
  try {
    const [exchange, routingKey, , given] = args as [unknown, unknown, unknown, PublishOptions | undefined];
    const caller = activeContext();
    const above = trace.getSpan(caller);
    const span =
      above !== undefined && isLeftOut(above)
        ? undefined
        : tracer.startSpan(
            `publish ${exchange === '' ? '<default>' : exchange}`,
            options.of(channel, exchange, routingKey),
            caller,
          );
    if (given?.messageId !== undefined) span?.setAttribute('messaging.message_id', given.messageId);
    if (given?.correlationId !== undefined)
      span?.setAttribute('messaging.conversation_id', given.correlationId);
    const headers = { ...given?.headers };
    propagation.inject(span === undefined ? caller : trace.setSpan(caller, span), headers);
    args[3] = given == null ? { headers } : withProperty(given, 'headers', headers);
    return span;
  } catch (error) {
    ownDiag.error('amqplib: a message could not be traced', error);
    return undefined;
  }
}
