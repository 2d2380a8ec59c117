import type { Clock } from './clock';
import type { Report, Signal } from './types';

/** Why items were lost. */
export type DropReason =
  /** The byte or item bound of the queue was reached. */
  | 'queue_full'
  /** Tried again and again for longer than the queue keeps a batch. */
  | 'expired'
  /** The receiver, or what stands before it, refused the whole batch for good. */
  | 'rejected'
  /** The receiver took the batch but not these items (OTLP partial success). */
  | 'partially_rejected'
  /** The receiver does not have this signal. */
  | 'unsupported'
  /** Not accepted before the process ended. */
  | 'shutdown'
  /** The item itself could not be encoded. */
  | 'not_encodable';

/** What the items of each signal are called in messages. */
export const ITEM_NOUN: Record<Signal, string> = {
  traces: 'spans',
  metrics: 'data points',
  logs: 'log records',
};

const REASON_TEXT: Record<DropReason, string> = {
  queue_full: 'the export queue is full',
  expired: 'no try succeeded in time',
  rejected: 'the receiver refused them',
  partially_rejected: 'the receiver refused them',
  unsupported: 'the receiver does not take them',
  shutdown: 'the process ended first',
  not_encodable: 'they could not be encoded',
};

/** At most one line for each signal and reason in this time. */
export const REPORT_EVERY_MS = 30_000;

/** Counts lost items by reason and reports them, at most one line each 30 s and reason; the lines carry the sums. */
export interface Drops {
  add(reason: DropReason, items: number, detail?: string): void;
  readonly counts: Readonly<Partial<Record<DropReason, number>>>;
  /** Reports at once what a line is still owed for. */
  settle(): void;
}

interface Owed {
  items: number;
  detail: string | undefined;
  nextAtMs: number;
  cancel: (() => void) | undefined;
}

export function createDrops(signal: Signal, destination: string, report: Report, clock: Clock): Drops {
  const counts: Partial<Record<DropReason, number>> = {};
  const owed = new Map<DropReason, Owed>();

  function add(reason: DropReason, items: number, detail?: string): void {
    counts[reason] = (counts[reason] ?? 0) + items;
    // One line was printed when the signal was switched off.
    if (reason === 'unsupported') return;
    const debt = owed.get(reason) ?? { items: 0, detail, nextAtMs: clock.now(), cancel: undefined };
    owed.set(reason, debt);
    debt.items += items;
    debt.detail = detail ?? debt.detail;
    // The last words are one line: `settle` follows.
    if (reason === 'shutdown') return;
    const delayMs = debt.nextAtMs - clock.now();
    if (delayMs <= 0) pay(reason, debt);
    else debt.cancel ??= clock.after(delayMs, () => pay(reason, debt));
  }

  function pay(reason: DropReason, debt: Owed): void {
    debt.cancel?.();
    debt.cancel = undefined;
    if (debt.items === 0) return;
    const why = debt.detail === undefined ? '' : `: ${debt.detail}`;
    report(
      'warn',
      `${debt.items} ${ITEM_NOUN[signal]} for ${destination} dropped, ${REASON_TEXT[reason]}${why}`,
    );
    debt.items = 0;
    debt.nextAtMs = clock.now() + REPORT_EVERY_MS;
  }

  return {
    add,
    counts,
    settle() {
      for (const [reason, debt] of owed) pay(reason, debt);
    },
  };
}
