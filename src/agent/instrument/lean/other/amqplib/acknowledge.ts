import type { Channel, Message, Method } from './types';
import { Unacknowledged } from './unacknowledged';

/** Wraps `ack`, `nack` and `reject`, which end the span of a message, or of all up to it. */
export function acknowledging(
  operation: 'ack' | 'nack' | 'reject',
  original: Method<Channel>,
): Method<Channel> {
  return function (...args) {
    const [message, allUpToOrRequeue, requeue] = args as [Message, unknown, unknown];
    const isRequeued = operation === 'reject' ? allUpToOrRequeue : requeue;
    const failure = operation === 'ack' ? undefined : failureOf(operation, isRequeued);
    const unacknowledged = Unacknowledged.find(this);
    if (operation !== 'reject' && allUpToOrRequeue) unacknowledged?.endUpTo(message, failure);
    else unacknowledged?.end(message, failure);
    return original.apply(this, args);
  };
}

/** Wraps `ackAll` and `nackAll`, which end the spans of all messages. */
export function acknowledgingAll(
  operation: 'ackAll' | 'nackAll',
  original: Method<Channel>,
): Method<Channel> {
  return function (...args) {
    const failure = operation === 'ackAll' ? undefined : failureOf(operation, args[0]);
    Unacknowledged.find(this)?.endAll(failure);
    return original.apply(this, args);
  };
}

/** Wraps `emit`: the end of a channel ends the spans of its messages. */
export function endingWithChannel(original: Method<Channel>): Method<Channel> {
  return function (...args) {
    const [event] = args;
    if (event === 'close' || event === 'error') {
      const unacknowledged = Unacknowledged.find(this);
      unacknowledged?.endAll(event === 'close' ? 'channel closed' : 'channel error');
      if (event === 'close') unacknowledged?.close();
    }
    return original.apply(this, args);
  };
}

function failureOf(operation: string, requeue: unknown): string {
  const end = requeue === true ? ' with requeue' : requeue === false ? ' without requeue' : '';
  return `${operation} called on message${end}`;
}
