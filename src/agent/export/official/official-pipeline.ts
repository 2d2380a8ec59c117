import type { Destination } from '../../../shared/otlp/destination';
import type { Pipeline } from '../pipelines/pipeline';
import type { Account } from './account';

/** Makes a pipeline of an official processor and its exporter, for the end of the process. `forceFlush` may reject. */
export function officialPipeline(
  account: Account,
  destination: Destination,
  forceFlush: () => Promise<void>,
): Pipeline {
  return {
    signal: account.signal,
    exporter: 'otlp',
    destination,
    hasUnsent: () => account.waiting > 0,
    // Always try the event loop: official exporters have no other way to send.
    isWarm: () => true,
    async flush(timeoutMs) {
      await Promise.race([forceFlush().catch(() => {}), elapsed(timeoutMs)]);
      return account.waiting === 0;
    },
    takeUnsent() {
      account.close();
      return { inFlight: [], waiting: [] };
    },
    setEnding() {},
    tellDrops() {},
    stats: () => ({
      endedItems: account.ended,
      waitingItems: account.waiting,
      spooledItems: 0,
      sentItems: account.sent,
      droppedItems: account.failed === 0 ? {} : { rejected: account.failed },
      queuedBytes: 0,
      queuedItems: account.waiting,
      inFlight: 0,
    }),
  };
}

function elapsed(timeoutMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, timeoutMs).unref());
}
