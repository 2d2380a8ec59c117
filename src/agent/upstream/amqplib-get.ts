import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Method } from './wrapping/guard-wrapper';

interface Channel {
  readonly connection?: Readonly<Record<symbol, Attributes>>;
}

interface Message {
  readonly fields?: { readonly exchange?: string; readonly routingKey?: string };
  readonly properties?: {
    readonly headers?: object;
    readonly messageId?: string;
    readonly correlationId?: string;
  };
}

type Done = (this: unknown, error: unknown, message?: Message | false) => unknown;

/**
 * Makes a span of each `channel.get`, of amqplib's promises and of its callbacks, which upstream leaves out. Its parent
 * is the caller; the publisher of the message, if there was a message, is a link. Callbacks keep their caller's
 * context, which the socket's would replace.
 */
export function traceGet(
  instrumentation: { readonly tracer: Tracer },
  connectionKey: symbol,
  original: Method,
): Method {
  return function get(this: Channel, ...args: unknown[]) {
    const caller = context.active();
    const span = instrumentation.tracer.startSpan(`${args[0]} receive`, {
      kind: SpanKind.CONSUMER,
      attributes: { ...this.connection?.[connectionKey], 'messaging.operation': 'receive' },
    });
    const callback = args[2] as Done;
    const hasCallback = typeof callback === 'function';
    if (hasCallback)
      args[2] = function (this: unknown, ...results: Parameters<Done>) {
        if (results[0]) fail(span, results[0]);
        else receive(span, results[1]);
        return context.with(caller, callback, this, ...results);
      };
    let result: PromiseLike<Message | false> | Channel;
    try {
      result = original.apply(this, args);
    } catch (error) {
      fail(span, error);
      throw error;
    }
    if ('then' in result) return follow(span, result);
    if (!hasCallback) span.end();
    return result;
  };
}

/** Nobody else has this promise; before 0.10 it is Bluebird's. */
function follow(span: Span, result: PromiseLike<Message | false>): PromiseLike<Message | false> {
  return result.then(
    message => {
      receive(span, message);
      return message;
    },
    error => {
      fail(span, error);
      throw error;
    },
  );
}

/** Ends a span; `false` is the answer of an empty queue. */
function receive(span: Span, message: Message | false | undefined): void {
  if (message) {
    const { fields, properties } = message;
    span.setAttributes({
      'messaging.destination': fields?.exchange,
      'messaging.destination_kind': 'topic',
      'messaging.rabbitmq.routing_key': fields?.routingKey,
      'messaging.message_id': properties?.messageId,
      'messaging.conversation_id': properties?.correlationId,
    });
    const publisher = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, properties?.headers ?? {}));
    if (publisher !== undefined) span.addLink({ context: publisher });
  }
  span.end();
}

function fail(span: Span, error: unknown): void {
  const { message } = Object(error) as { message?: string };
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  span.end();
}
