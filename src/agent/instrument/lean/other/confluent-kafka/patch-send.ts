import { trace } from '@opentelemetry/api';
import { activeContext } from '../../../../tracing/context-manager';
import { describeFailure, startSend } from '../../../channels/kafka/message-span';
import { patchFunction } from '../../patch-function';
import { whileSending } from './outgoing';
import type { Instruments, PromiseProducer } from './types';

/** Has each `send` of the promise API traced until its messages are delivered. It hands them on before its first `await`. */
export function patchSend(prototype: PromiseProducer, instruments: Instruments): () => void {
  const { send } = prototype;
  return patchFunction(prototype, 'send', async function (...args) {
    const { topic, messages } = Object(args[0]) as Partial<(typeof args)[0]>;
    if (typeof topic !== 'string' || !Array.isArray(messages)) return send.apply(this, args);
    const caller = activeContext();
    const span = startSend(instruments.tracer, { topic, messages: messages.map(Object) }, caller);
    try {
      const places = await whileSending(trace.setSpan(caller, span), () => send.apply(this, args));
      const [place] = places;
      if (place !== undefined && messages.length === 1) {
        span.setAttribute('messaging.destination.partition.id', String(place.partition));
        if (place.baseOffset !== undefined)
          span.setAttribute('messaging.kafka.offset', Number(place.baseOffset));
      }
      return places;
    } catch (error) {
      describeFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}
