import { types } from 'node:util';
import { SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { startMessageSpan } from './message-span';
import { processMessage } from './process-message';
import { publisherOf } from './publisher';
import { isInbox, isServersOwn } from './subjects';
import type { Callback, Connection, SubscribeOptions } from './types';

interface Subscription {
  readonly connection: Connection;
  readonly subject: string;
  readonly options: SubscribeOptions;
}

/**
 * Wraps a subscription's callback: each published message has a span below its publisher's. Answers, errors and
 * messages of JetStream's consumers, which the client takes for itself, run in the context of `subscribe`: the socket's
 * is that of whoever connected.
 */
export function traceCallback(
  { connection, subject, options }: Subscription,
  callback: Callback,
  instruments: { readonly tracer: Tracer },
): Callback {
  const subscriber = activeContext();
  const isTraced = !isInbox(connection, subject) && !isServersOwn(subject);
  const isAsync = types.isAsyncFunction(callback);
  const template = /[*>]/.test(subject) ? subject : undefined;
  return function (error, message) {
    const isPublished = isTraced && !error && !message.reply?.startsWith('$JS.');
    const publisher = isPublished ? publisherOf(message) : undefined;
    if (publisher === undefined) return runInContext(subscriber, callback, this, error, message);
    const operation = {
      connection,
      name: 'process',
      kind: SpanKind.CONSUMER,
      subject: message.subject,
      template,
      group: options.queue,
    } as const;
    const span = startMessageSpan(instruments.tracer, operation, publisher);
    const processing = { span, context: trace.setSpan(publisher, span) };
    return processMessage(processing, isAsync, () => callback.call(this, error, message));
  };
}
