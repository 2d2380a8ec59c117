import type { Clock } from './clock';
import { ITEM_NOUN, REPORT_EVERY_MS } from './drops';
import type { Report, Signal } from './types';

/** What a queue tells about its receiver: the first success, trouble and its end, a signal that is not taken. */
export interface QueueNews {
  accepted(items: number): void;
  /** A try failed and will be repeated; one line each 30 s at most. */
  trouble(reason: string): void;
  unsupported(reason: string): void;
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
    trouble(reason) {
      if (isInTrouble || clock.now() < nextAtMs) return;
      isInTrouble = true;
      isTold = true;
      nextAtMs = clock.now() + REPORT_EVERY_MS;
      report('warn', `cannot send ${signal} to ${destination}: ${reason}; will try again`);
    },
    unsupported(reason) {
      report(
        'warn',
        `${destination} does not accept ${signal} (${reason}): ${signal} are switched off; ` +
          `set OTEL_${signal.toUpperCase()}_EXPORTER=none to silence this`,
      );
    },
  };
}
