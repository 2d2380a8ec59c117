import type { Clock } from '../clock';
import type { Report, Signal } from '../types';

/** Reason why items were lost. */
export type DropReason =
  /** Byte or item limit of the queue was reached. */
  | 'queue_full'
  /** Batch was refused for good, by the receiver or something before it. */
  | 'rejected'
  /** Receiver took the batch but not these items (OTLP partial success). */
  | 'partially_rejected'
  /** Receiver does not have this signal. */
  | 'unsupported'
  /** Process ended before the receiver accepted them. */
  | 'shutdown'
  /** Worker thread ended before the receiver accepted them. */
  | 'thread_ended'
  /** Span of a kept trace whose memory newer spans have taken. */
  | 'keep_full'
  /** Item could not be encoded. */
  | 'not_encodable'
  /** Limit on the bytes or the age of what is on disk was reached. */
  | 'spool_full'
  | 'spool_expired'
  /** Bytes on disk are not as they were written. */
  | 'spool_damaged'
  /** Disk did not take them. */
  | 'spool_failed';

/** Names of each signal's items in messages. */
export const ITEM_NOUN: Record<Signal, string> = {
  traces: 'spans',
  metrics: 'data points',
  logs: 'log records',
};

const REASON_TEXT: Record<DropReason, string> = {
  queue_full: 'the export queue is full',
  rejected: 'the receiver refused them',
  partially_rejected: 'the receiver refused them',
  unsupported: 'the receiver did not take them',
  shutdown: 'the process ended first',
  thread_ended: 'their worker thread was terminated first',
  keep_full: 'the memory of OTEL_AGENT_KEEP was full',
  not_encodable: 'they could not be encoded',
  spool_full: 'the spool is full',
  spool_expired: 'they were too old in the spool',
  spool_damaged: 'the spool is damaged',
  spool_failed: 'the spool did not take them',
};

/** Shortest time between lines for a signal and reason. */
export const REPORT_EVERY_MS = 30_000;

/** Counts lost items by reason and reports their sums, at most a line every 30 s for each reason. */
export interface Drops {
  add(reason: DropReason, items: number, detail?: string): void;
  readonly counts: Readonly<Partial<Record<DropReason, number>>>;
  /** Reports at once all sums that have not been reported yet. */
  settle(): void;
}

interface Owed {
  items: number;
  detail: string | undefined;
  nextAtMs: number;
  cancel: (() => void) | undefined;
}

/** Counts drops by reason, and reports each reason at a limited rate. `destination` is named in the report. */
export function createDrops(signal: Signal, destination: string, report: Report, clock: Clock): Drops {
  const counts: Partial<Record<DropReason, number>> = {};
  const owed = new Map<DropReason, Owed>();

  function add(reason: DropReason, items: number, detail?: string): void {
    counts[reason] = (counts[reason] ?? 0) + items;
    const debt = owed.get(reason) ?? { items: 0, detail, nextAtMs: clock.now(), cancel: undefined };
    owed.set(reason, debt);
    debt.items += items;
    debt.detail = detail ?? debt.detail;
    // Report these sums at the end: the switch to off has been reported, and `settle` follows a shutdown.
    if (reason === 'unsupported' || reason === 'shutdown') return;
    const delayMs = debt.nextAtMs - clock.now();
    if (delayMs <= 0) pay(reason, debt);
    else debt.cancel ??= clock.after(delayMs, () => pay(reason, debt));
  }

  function pay(reason: DropReason, debt: Owed): void {
    debt.cancel?.();
    debt.cancel = undefined;
    if (debt.items === 0) return;
    const why = debt.detail === undefined ? '' : `: ${debt.detail}${mendOf(debt.detail)}`;
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

function mendOf(detail: string): string {
  const isAboutCredentials = /^(HTTP 40[13]\b|UNAUTHENTICATED|PERMISSION_DENIED)/.test(detail);
  return isAboutCredentials ? '; OTEL_EXPORTER_OTLP_HEADERS holds the credentials' : '';
}
