import type { Clock } from '../../clock';
import type { Transport } from '../../types';
import { attemptOn } from './attempt';
import { withDeadline } from './deadline';
import { type RetryOptions, withRetry } from './retry';
import type { Sender, Verdict } from './sender';
import type { SignalSwitch } from './signal-switch';

export interface ChainOptions extends RetryOptions {
  readonly transport: Transport;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signalSwitch: SignalSwitch;
}

/**
 * Builds the way of a batch from the queue to the transport, inside-out. Each step has its place for a reason:
 *
 *     queue -> retry -> switch -> deadline -> attempt -> transport
 *
 *     attempt   innermost: a transport's mistake is a result for all others
 *     deadline  around one try, not around all of them: a receiver that hangs costs one
 *     switch    outside of the deadline, so that a late reply counts for nothing; inside of retry, which sees "off" as an
 *               end, and a 404 of a receiver that has taken the signal before as something to repeat
 *     retry     outermost: the queue has the batch in its books, and its place in the order, until there is a verdict
 */
export function createChain(options: ChainOptions): Sender<Verdict | undefined> {
  const { transport, timeoutMs, clock, signalSwitch } = options;
  const attempt = attemptOn(transport);
  const inTime = withDeadline(attempt, timeoutMs, clock);
  const guarded = signalSwitch.guard(inTime);
  return withRetry(guarded, options);
}
