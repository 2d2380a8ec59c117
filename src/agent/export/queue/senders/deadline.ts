import type { Clock } from '../../clock';
import type { SendResult } from '../../types';
import type { Attempt } from './attempt';
import type { Sender } from './sender';

/** Extra time before a try is given up: a transport should keep its own deadline. */
const GRACE_MS = 1000;

/** Limits each try to `timeoutMs`, so that there is always an answer. */
export function withDeadline(attempt: Attempt, timeoutMs: number, clock: Clock): Sender {
  return one =>
    new Promise(resolve => {
      const noAnswer: SendResult = { kind: 'retryable', reason: `no answer within ${timeoutMs} ms` };
      const cancel = clock.after(timeoutMs + GRACE_MS, () => resolve(noAnswer));
      void attempt(one, timeoutMs).then(result => {
        cancel();
        resolve(result);
      });
    });
}
