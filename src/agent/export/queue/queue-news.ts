import type { Clock } from '../clock';
import type { Report, Signal } from '../types';
import { ITEM_NOUN, REPORT_EVERY_MS } from './drops';
import { MAX_SERVER_DELAY_MS } from './senders/backoff';

/** Reports on a queue's receiver: its first success, trouble and its end, a signal that it does not take. */
export interface QueueNews {
  accepted(items: number): void;
  /**
   * Reports a failed try that will be repeated, after `afterMs` if the receiver asks for that; a line every 30 s at
   * most.
   */
  trouble(reason: string, afterMs: number | undefined): void;
  /** Reports a refusal in a line; from the second time on at debug level. */
  unsupported(refusal: Refusal): void;
}

/** Refusal of a signal that the receiver does not have. */
export interface Refusal {
  readonly reason: string;
  /** Advice, if the receiver itself is not the reason. */
  readonly mend: string | undefined;
  /** Number of refusals in a row. */
  readonly times: number;
}

export function createQueueNews(
  signal: Signal,
  destination: string,
  report: Report,
  clock: Clock,
): QueueNews {
  let isFirst = true;
  let isInTrouble = false;
  let isTold = false;
  let nextAtMs = Number.NEGATIVE_INFINITY;

  return {
    accepted(items) {
      if (isTold) report('info', `${destination} accepts ${signal} again`);
      if (isFirst) report('debug', `first ${items} ${ITEM_NOUN[signal]} accepted by ${destination}`);
      isFirst = false;
      isInTrouble = false;
      isTold = false;
    },
    trouble(reason, afterMs) {
      if (isInTrouble || clock.now() < nextAtMs) return;
      isInTrouble = true;
      isTold = true;
      nextAtMs = clock.now() + REPORT_EVERY_MS;
      report(
        'warn',
        `cannot send ${signal} to ${destination}: ${reason}; will try again${pauseText(afterMs)}`,
      );
    },
    unsupported({ reason, mend, times }) {
      isTold = true;
      report(
        times === 1 ? 'warn' : 'debug',
        `${destination} does not accept ${signal} (${reason}): ${signal} are switched off; ` +
          (mend ?? `set OTEL_${signal.toUpperCase()}_EXPORTER=none to silence this`),
      );
    },
  };
}

function pauseText(afterMs: number | undefined): string {
  if (afterMs === undefined) return '';
  const seconds = Math.ceil(afterMs / 1000);
  const most = MAX_SERVER_DELAY_MS / 1000;
  return seconds > most ? ` in ${most} s, though it asks for ${seconds} s` : ` in ${seconds} s, as it asks`;
}
