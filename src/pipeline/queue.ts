import { backoffMs, DEFAULT_BACKOFF } from './backoff';
import { systemClock } from './clock';
import { detached, untraced } from './detached';
import { createDrain } from './drain';
import { createDrops, type DropReason } from './drops';
import { type Held, HeldBatches } from './held-batches';
import { createQueueNews } from './queue-news';
import type { ExportQueue, ExportQueueOptions, Unsent } from './queue-types';
import type { Batch, SendResult, Transport } from './types';

export type { ExportQueue, ExportQueueOptions, QueueStats, Unsent } from './queue-types';

const DEFAULT_MAX_IN_FLIGHT = 4;
const DEFAULT_MAX_AGE_MS = 300_000;
/** A transport keeps its own deadline; this much later the queue gives up on a transport that did not. */
const WATCHDOG_GRACE_MS = 1000;

/** Makes the queue between an encoder and a transport; it starts to send with the first push. */
export function createExportQueue(options: ExportQueueOptions): ExportQueue {
  const { signal, transport, destination, report, timeoutMs, maxBytes, maxItems } = options;
  const clock = options.clock ?? systemClock;
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  const maxInFlight = options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
  const maxAgeMs = options.maxAgeMs ?? DEFAULT_MAX_AGE_MS;

  const held = new HeldBatches();
  const drain = createDrain(held, clock);
  const drops = createDrops(signal, destination, report, clock);
  const news = createQueueNews(signal, destination, report, clock);
  let sentItems = 0;
  let failures = 0;
  let endPause: (() => void) | undefined;
  let state: 'open' | 'unsupported' | 'closing' | 'closed' = 'open';

  function push(batch: Batch): void {
    const size = batch.body.length;
    // The oldest goes: when the receiver is back, what happens now is worth more than what happened then.
    while (
      size <= maxBytes &&
      held.waiting > 0 &&
      (held.bytes + size > maxBytes || held.waitingItems + batch.items > maxItems)
    ) {
      drops.add('queue_full', held.dropOldest().items);
    }
    if (state === 'unsupported') drops.add('unsupported', batch.items);
    else if (state === 'closed') drops.add('shutdown', batch.items);
    else if (held.bytes + size > maxBytes) drops.add('queue_full', batch.items);
    else held.add(batch, clock.now());
    pump();
  }

  function pump(): void {
    if (endPause !== undefined) return;
    // A receiver in trouble is asked with one batch at a time.
    const limit = failures > 0 && state === 'open' ? 1 : maxInFlight;
    while (held.waiting > 0 && held.inFlight < limit) start(held.launch());
  }

  function start(one: Held): void {
    let isSettled = false;
    const settleOnce = (result: SendResult) => {
      if (isSettled) return;
      isSettled = true;
      cancelWatchdog();
      settle(one, result);
    };
    const noAnswer = { kind: 'retryable', reason: `no answer within ${timeoutMs} ms` } as const;
    const cancelWatchdog = detached(() =>
      clock.after(timeoutMs + WATCHDOG_GRACE_MS, () => settleOnce(noAnswer)),
    );
    untraced(() => attempt(transport, one.batch, timeoutMs)).then(settleOnce);
  }

  function settle(one: Held, result: SendResult): void {
    // Not there: handed over or given up meanwhile, and counted then.
    if (!held.isOnWire(one)) return;
    if (result.kind === 'retryable') retryLater(one, result);
    else {
      held.finish(one);
      if (result.kind === 'sent') acknowledge(one, result);
      else if (result.kind === 'permanent') drops.add('rejected', one.batch.items, result.reason);
      else switchOff(one.batch, result.reason);
    }
    pump();
    drain.check();
  }

  function acknowledge({ batch: { items, recycle }, wasTried }: Held, result: Sent): void {
    if (result.isBodyFree && !wasTried) recycle?.();
    const rejected = Math.min(result.rejectedItems ?? 0, items);
    if (rejected > 0) drops.add('partially_rejected', rejected, result.message);
    else if (result.message) report('debug', `${destination} says about ${signal}: ${result.message}`);
    news.accepted(items - rejected);
    sentItems += items - rejected;
    failures = 0;
  }

  function retryLater(one: Held, { reason, afterMs }: Retryable): void {
    const lostTo = whyNotAgain(one);
    if (lostTo === undefined) held.putBack(one);
    else {
      held.finish(one);
      drops.add(lostTo, one.batch.items, reason);
    }
    if (state !== 'open') return;
    failures++;
    news.trouble(reason);
    pause(backoffMs(backoff, failures, afterMs));
    drain.giveUp();
  }

  function whyNotAgain(one: Held): DropReason | undefined {
    if (state === 'unsupported') return 'unsupported';
    if (state !== 'open') return 'shutdown';
    return clock.now() - one.sinceMs > maxAgeMs ? 'expired' : undefined;
  }

  function pause(delayMs: number): void {
    endPause?.();
    const over = () => {
      endPause = undefined;
      pump();
    };
    const cancel = detached(() => clock.after(delayMs, over));
    endPause = () => {
      cancel();
      endPause = undefined;
    };
  }

  function switchOff(batch: Batch, reason: string): void {
    drops.add('unsupported', batch.items);
    if (state === 'unsupported') return;
    if (state === 'open') state = 'unsupported';
    news.unsupported(reason);
    while (held.waiting > 0) drops.add('unsupported', held.dropOldest().items);
    options.onUnsupported?.();
  }

  function flush(flushTimeoutMs: number): Promise<boolean> {
    endPause?.();
    pump();
    return drain.wait(flushTimeoutMs);
  }

  async function shutdown(shutdownTimeoutMs: number): Promise<boolean> {
    if (state === 'closed') return true;
    // Retries end first, or a receiver that is down would hold the queue for the whole budget.
    state = 'closing';
    const isDrained = await flush(shutdownTimeoutMs);
    state = 'closed';
    const left = takeUnsent();
    for (const { items } of [...left.inFlight, ...left.waiting]) drops.add('shutdown', items);
    drops.settle();
    transport.close();
    return isDrained;
  }

  function takeUnsent(): Unsent {
    endPause?.();
    const unsent = held.takeAll();
    drain.check();
    return unsent;
  }

  return {
    push,
    drop: drops.add,
    flush,
    shutdown,
    takeUnsent,
    hasUnsent: () => held.waiting > 0 || held.inFlight > 0,
    isWarm: () => sentItems > 0 && failures === 0,
    isSwitchedOff: () => state === 'unsupported',
    stats: () => ({
      sentItems,
      droppedItems: { ...drops.counts },
      queuedBytes: held.bytes,
      queuedItems: held.waitingItems,
      inFlight: held.inFlight,
    }),
  };
}

type Sent = SendResult & { kind: 'sent' };
type Retryable = SendResult & { kind: 'retryable' };

/** The one place where a transport's mistake is caught: it must not become the host's unhandled rejection. */
async function attempt(transport: Transport, batch: Batch, timeoutMs: number): Promise<SendResult> {
  try {
    return await transport.send(batch, timeoutMs);
  } catch (error) {
    return { kind: 'permanent', reason: `the transport failed: ${String(error)}` };
  }
}
