import type { SendResult } from '../../types';
import type { DropReason } from '../drops';
import type { Held } from '../held-batches';

/** Step on a batch's way out, which calls the next step and judges its result. Never rejects. */
export type Sender<Outcome = SendResult> = (one: Held) => Promise<Outcome>;

/** Result for a batch: acknowledged, to be halved, or lost and why. */
export type Verdict = Sent | TooLarge | Lost;

export type Lost = { readonly kind: 'lost'; readonly why: DropReason; readonly reason: string };

export type TooLarge = SendResult & { readonly kind: 'tooLarge' };

export type Sent = SendResult & { readonly kind: 'sent' };
