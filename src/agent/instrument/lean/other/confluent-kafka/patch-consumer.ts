import { type Span, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { describeFailure, startPoll, startProcess } from '../../../channels/kafka/message-span';
import { type Header, linksTo, senderOf } from '../../../channels/kafka/sender';
import { patchFunction } from '../../patch-function';
import type { CallbackConsumer, Consumed, Instruments, Message } from './types';

/** Consumers that the promise API works through, which has spans of its own. */
const inner = new WeakSet<CallbackConsumer>();

/** Leaves a consumer's messages to the promise API. */
export function leaveToPromises(client: CallbackConsumer): void {
  inner.add(client);
}

/** Returns the name of a consumer's group. */
export function groupOf(client: CallbackConsumer | null | undefined): unknown {
  return client?.globalConfig?.['group.id'];
}

/**
 * Has the callback API's `data` events traced, and the callbacks of `consume(number, callback)`; returns functions that
 * undo it.
 */
export function patchConsumer(prototype: CallbackConsumer, instruments: Instruments): (() => void)[] {
  const { emit, _consumeNum: consume } = prototype;
  return [
    patchFunction(prototype, 'emit', function (event, ...args) {
      const isHeard = event === 'data' && !inner.has(this) && this.listenerCount(event) > 0;
      const message = isHeard ? messageOf(args[0]) : undefined;
      if (message === undefined) return emit.call(this, event, ...args);
      const sender = senderOf(headersOf(message));
      const processing = { topic: message.topic, message, group: groupOf(this) };
      const span = startProcess(instruments.tracer, processing, sender);
      return whileOpen(span, () =>
        runInContext(trace.setSpan(sender, span), emit, this, event, ...args),
      ) as boolean;
    }),
    patchFunction(prototype, '_consumeNum', function (timeoutMs, number, callback) {
      if (typeof callback !== 'function' || inner.has(this))
        return consume.call(this, timeoutMs, number, callback);
      const traced = tracedCallback(this, callback, instruments);
      return consume.call(this, timeoutMs, number, traced);
    }),
  ];
}

/** Has a callback called in the context of its `consume`, and below a span if there are messages. */
function tracedCallback(consumer: CallbackConsumer, callback: Consumed, { tracer }: Instruments): Consumed {
  const caller = activeContext();
  return function (this: unknown, error, messages, ...others) {
    const call = (context: typeof caller) =>
      runInContext(context, callback, this, error, messages, ...others);
    if (error || !Array.isArray(messages) || messages.length === 0) return call(caller);
    const topics = new Set((messages as readonly Message[]).map(({ topic }) => topic));
    const links = linksTo((messages as readonly Message[]).map(message => senderOf(headersOf(message))));
    const topic = topics.size === 1 ? [...topics][0] : undefined;
    const polled = { topic, count: messages.length, group: groupOf(consumer), links };
    const span = startPoll(tracer, polled, caller);
    return whileOpen(span, () => call(trace.setSpan(caller, span)));
  };
}

function whileOpen(span: Span, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    describeFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function messageOf(value: unknown): Message | undefined {
  const message = Object(value) as Message;
  return typeof message.topic === 'string' ? message : undefined;
}

function headersOf({ headers }: Message): Header[] | undefined {
  return headers?.flatMap(header => Object.entries(header));
}
