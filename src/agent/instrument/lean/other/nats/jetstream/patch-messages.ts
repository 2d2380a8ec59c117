import { types } from 'node:util';
import type { Tracer } from '@opentelemetry/api';
import { patchFunction } from '../../../patch-function';
import { processMessage } from '../process-message';
import type { Consume, ConsumerMessages } from '../types';
import { beginDelivery } from './delivery';
import { followLoop } from './follow-loop';

/** Has the messages of JetStream's consumers traced; returns functions that undo it. */
export function patchMessages(
  prototype: ConsumerMessages,
  instruments: { readonly tracer: Tracer },
): (() => void)[] {
  const { start, iterate } = prototype;
  return [
    patchFunction(prototype, 'start', function () {
      if (typeof this.callback === 'function') this.callback = traceConsume(this, this.callback, instruments);
      return start.call(this);
    }),
    patchFunction(prototype, 'iterate', function () {
      const { ack_policy } = this.consumer._info?.config ?? {};
      return followLoop(iterate.call(this), {
        begin: message => beginDelivery(instruments.tracer, this, message),
        // `next()`, and a fetch of one message, leave the loop before the app has the message.
        until: this.opts?.max_messages !== 1 ? 'loop' : ack_policy === 'none' ? 'received' : 'settled',
      });
    }),
  ];
}

function traceConsume(
  messages: ConsumerMessages,
  consume: Consume,
  instruments: { readonly tracer: Tracer },
): Consume {
  const isAsync = types.isAsyncFunction(consume);
  return function (message) {
    const delivery = beginDelivery(instruments.tracer, messages, message);
    return delivery === undefined
      ? consume.call(this, message)
      : processMessage(delivery, isAsync, () => consume.call(this, message));
  };
}
