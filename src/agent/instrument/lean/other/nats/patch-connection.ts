import { SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { activeContext } from '../../../../tracing/context-manager';
import { patchFunction } from '../../patch-function';
import { fail, startMessageSpan } from './message-span';
import { isSending, type Outgoing, whileSending } from './outgoing';
import { isServersOwn } from './subjects';
import { traceCallback } from './trace-callback';
import type { Connection } from './types';

/** Has the messages of all connections traced; returns functions that undo it. */
export function patchConnection(
  prototype: Connection,
  instruments: { readonly tracer: Tracer },
): (() => void)[] {
  const { publish, request, subscribe } = prototype;
  return [
    patchFunction(prototype, 'publish', function (...args) {
      const [subject] = args;
      if (isSending() || isServersOwn(subject)) return publish.apply(this, args);
      const parent = activeContext();
      const operation = { connection: this, name: 'publish', kind: SpanKind.PRODUCER, subject } as const;
      const span = startMessageSpan(instruments.tracer, operation, parent);
      const outgoing = { context: trace.setSpan(parent, span), isSent: false };
      try {
        whileSending(outgoing, () => publish.apply(this, args));
      } catch (error) {
        fail(span, error);
        throw error;
      }
      span.end();
    }),
    patchFunction(prototype, 'request', function (...args) {
      const [subject, , options] = args;
      if (isServersOwn(subject)) return request.apply(this, args);
      const parent = activeContext();
      const operation = { connection: this, name: 'request', kind: SpanKind.CLIENT, subject } as const;
      const span = startMessageSpan(instruments.tracer, operation, parent);
      const outgoing: Outgoing = { context: trace.setSpan(parent, span), isSent: false };
      const answer = whileSending(outgoing, () => request.apply(this, args));
      const failed = (error: unknown) => fail(span, error);
      if (outgoing.isSent && options?.noMux !== true) {
        // The client itself handles rejections of this promise: nobody hears of unhandled ones.
        answer.then(() => span.end(), failed);
        return answer;
      }
      return answer.then(
        message => {
          span.end();
          return message;
        },
        error => {
          failed(error);
          throw error;
        },
      );
    }),
    patchFunction(prototype, 'subscribe', function (...args) {
      const [subject, options] = args;
      if (typeof options?.callback !== 'function' || typeof subject !== 'string')
        return subscribe.apply(this, args);
      const callback = traceCallback({ connection: this, subject, options }, options.callback, instruments);
      return subscribe.call(this, subject, { ...options, callback });
    }),
  ];
}
