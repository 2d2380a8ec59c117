import type { Clock } from '../../clock';
import type { SendResult } from '../../types';
import type { Pace } from './pace';
import type { Sender, Verdict } from './sender';

export interface RetryOptions {
  readonly pace: Pace;
  readonly clock: Clock;
  /** True while the process ends: nothing is repeated any more. */
  readonly isEnding: () => boolean;
  /** Called when a try failed that may be repeated; `afterMs` if the receiver asks for a pause. */
  readonly onFailure: (reason: string, afterMs: number | undefined) => void;
}

/**
 * Repeats tries that may succeed later, at the pace that the receiver bears, for as long as the queue holds the batch.
 */
export function withRetry(next: Sender, options: RetryOptions): Sender<Verdict | undefined> {
  const { pace, clock, isEnding, onFailure } = options;

  return async one => {
    while (pace.enter(one) || (await pace.turn(one))) {
      const startedMs = clock.now();
      const result = await next(one);
      const verdict = judge(result);
      if (verdict !== undefined) return verdict;
      const { reason, afterMs } = result as Failure;
      pace.failed(one, startedMs, afterMs);
      if (one.isGone) return undefined;
      onFailure(reason, afterMs);
      if (isEnding()) return { kind: 'lost', why: 'shutdown', reason };
    }
    return undefined;
  };
}

interface Failure {
  readonly reason: string;
  readonly afterMs?: number;
}

/** Returns the verdict for a result; undefined if another try may succeed. */
function judge(result: SendResult): Verdict | undefined {
  if (result.kind === 'sent' || result.kind === 'tooLarge') return result;
  if (result.kind === 'permanent') return { kind: 'lost', why: 'rejected', reason: result.reason };
  if (result.kind === 'unsupported') return { kind: 'lost', why: 'unsupported', reason: result.reason };
  return undefined;
}
