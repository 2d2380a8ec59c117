import { whenDropped } from '../../../genai/inference/when-dropped';
import { patchFunction } from '../../../patch-function';
import type { JetStreamMessage } from '../types';
import type { Delivery } from './delivery';

interface LoopSpans {
  readonly begin: (message: JetStreamMessage) => Delivery | undefined;
  /**
   * End of a message's span: as the loop asks for the next or is left, as the message is received, or as it is settled, at the
   * latest when the app has dropped it.
   */
  readonly until: 'loop' | 'received' | 'settled';
}

/**
 * Gives each message of a loop a span. The loop's body keeps its own context: a context entered for it would reach the
 * code beside the loop, too.
 */
export function followLoop(
  loop: AsyncGenerator<JetStreamMessage>,
  { begin, until }: LoopSpans,
): AsyncGenerator<JetStreamMessage> {
  let current: Delivery | undefined;
  const leave = () => {
    current?.leave();
    current = undefined;
  };
  const { next, return: end, throw: fail } = loop;
  patchFunction(loop, 'next', async (...args) => {
    leave();
    const result = await next.apply(loop, args);
    if (result.done) return result;
    const delivery = begin(result.value);
    if (until === 'loop') {
      leave();
      current = delivery;
    }
    if (until === 'received') delivery?.leave();
    if (until === 'settled' && delivery !== undefined) keepOpen(delivery, result.value);
    return result;
  });
  patchFunction(loop, 'return', value => {
    leave();
    return end.call(loop, value);
  });
  patchFunction(loop, 'throw', error => {
    leave();
    return fail.call(loop, error);
  });
  return loop;
}

function keepOpen(delivery: Delivery, message: JetStreamMessage): void {
  delivery.endsSettled = true;
  whenDropped(message, delivery);
}
