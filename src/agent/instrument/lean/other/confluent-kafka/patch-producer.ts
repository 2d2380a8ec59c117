import { trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { describeFailure, startSend } from '../../../channels/kafka/message-span';
import { patchFunction } from '../../patch-function';
import { areMade, sendingContext, withContext } from './outgoing';
import type { CallbackProducer, Headers, HighLevelProducer, Instruments } from './types';

/**
 * Has the messages of the callback API traced, until librdkafka has queued them: reports of their delivery come later,
 * without their order, if they are asked for.
 */
export function patchProducer(prototype: CallbackProducer, instruments: Instruments): () => void {
  const { produce } = prototype;
  return patchFunction(prototype, 'produce', function (...args) {
    const [topic, partition, value, key, timestamp, opaque, headers] = args;
    const send = (sent: Headers | undefined) =>
      produce.call(this, topic, partition, value, key, timestamp, opaque, sent);
    const outer = sendingContext();
    if (outer !== undefined) return send(withContext(headers, outer));
    if (areMade(headers)) return send(headers);
    const caller = activeContext();
    const sending = { topic, messages: [{ key, value, partition }] };
    const span = startSend(instruments.tracer, sending, caller);
    try {
      return send(withContext(headers, trace.setSpan(caller, span)));
    } catch (error) {
      describeFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Has the messages of the callback API's producer with callbacks traced, until their delivery. */
export function patchHighLevelProducer(prototype: HighLevelProducer, instruments: Instruments): () => void {
  const { _modifiedProduce: produce } = prototype;
  return patchFunction(prototype, '_modifiedProduce', function (...args) {
    const [topic, partition, value, key, timestamp] = args as [string, number, unknown, unknown, unknown];
    const callback = args.length === 6 ? args[5] : args[6];
    const headers = args.length === 6 ? undefined : (args[5] as Headers | undefined);
    if (typeof callback !== 'function') return produce.apply(this, args);
    const caller = activeContext();
    const span = startSend(instruments.tracer, { topic, messages: [{ key, value, partition }] }, caller);
    const sent = withContext(headers, trace.setSpan(caller, span));
    const delivered = (...results: [error: unknown, offset?: number | null]) => {
      const [error, offset] = results;
      if (error) describeFailure(span, error);
      else if (typeof offset === 'number') span.setAttribute('messaging.kafka.offset', offset);
      span.end();
      return runInContext(caller, callback as (...values: unknown[]) => unknown, undefined, ...results);
    };
    try {
      return produce.call(this, topic, partition, value, key, timestamp, sent, delivered);
    } catch (error) {
      describeFailure(span, error);
      span.end();
      throw error;
    }
  });
}
