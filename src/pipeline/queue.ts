import { type BackoffOptions, backoffMs, DEFAULT_BACKOFF } from './backoff';
import { type Clock, systemClock } from './clock';
import { detached, untraced } from './detached';
import { createDrops, type DropReason, ITEM_NOUN, REPORT_EVERY_MS } from './drops';
import type { Batch, Report, SendResult, Signal, Transport } from './types';

export interface ExportQueueOptions {
  readonly signal: Signal;
  readonly transport: Transport;
  /** The receiver as messages name it, without credentials: "the Collector at http://localhost:4317". */
  readonly destination: string;
  readonly report: Report;
  /** Each try ends within this. */
  readonly timeoutMs: number;
  /** Bound on everything held, batches in flight included. */
  readonly maxBytes: number;
  /** Bound on the items that wait; those in flight do not count, as in the SDK's batch processor. */
  readonly maxItems: number;
  /** Batches on the wire at once while the receiver answers; one while it does not. */
  readonly maxInFlight?: number;
  /** How long a batch is tried for. */
  readonly maxAgeMs?: number;
  readonly backoff?: BackoffOptions;
  readonly clock?: Clock;
  /** Called once when the receiver turns out not to have the signal: its producer can stop. */
  readonly onUnsupported?: () => void;
}

export interface QueueStats {
  readonly sentItems: number;
  readonly droppedItems: Readonly<Partial<Record<DropReason, number>>>;
  readonly queuedBytes: number;
  readonly queuedItems: number;
  readonly inFlight: number;
}

/** Batches that no receiver has acknowledged. Those in flight may arrive twice when they are sent again. */
export interface Unsent {
  readonly inFlight: readonly Batch[];
  readonly waiting: readonly Batch[];
}

/**
 * Encoded batches on their way out. Nothing here keeps the process alive: who wants to wait for `flush` or
 * `shutdown` at the end of a process holds a timer of its own.
 *
 *     push -> [waiting: oldest dropped when full] -> in flight -> sent
 *                        ^                              |-> permanent: dropped
 *                        '---- retryable, after a pause-'-> unsupported: signal switched off
 */
export interface ExportQueue {
  push(batch: Batch): void;
  /** Counts items that were lost before they came here. */
  drop(reason: DropReason, items: number, detail?: string): void;
  /** Tries everything now. True when all that was held has left; false when time is up or a try failed. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Ends retries, tries everything once more within the time, counts the rest as dropped and closes the transport. */
  shutdown(timeoutMs: number): Promise<boolean>;
  /** Hands over, at once, all that is not acknowledged; the queue forgets it. */
  takeUnsent(): Unsent;
  stats(): QueueStats;
}

interface Entry {
  readonly id: number;
  readonly batch: Batch;
  readonly queuedAtMs: number;
}

interface Waiter {
  readonly untilId: number;
  readonly resolve: (drained: boolean) => void;
}

const DEFAULT_MAX_IN_FLIGHT = 4;
const DEFAULT_MAX_AGE_MS = 300_000;
/** A transport keeps its own deadline; this much later the queue gives up on a transport that did not. */
const WATCHDOG_GRACE_MS = 1000;

export function createExportQueue(options: ExportQueueOptions): ExportQueue {
  const { signal, transport, destination, report, timeoutMs, maxBytes, maxItems } = options;
  const clock = options.clock ?? systemClock;
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  const maxInFlight = options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
  const maxAgeMs = options.maxAgeMs ?? DEFAULT_MAX_AGE_MS;
  const drops = createDrops(signal, destination, report, clock);

  const waiting: Entry[] = [];
  const inFlight = new Set<Entry>();
  const waiters = new Set<Waiter>();
  let lastId = 0;
  let heldBytes = 0;
  let waitingItems = 0;
  let sentItems = 0;
  let failures = 0;
  let nextTroubleAtMs = Number.NEGATIVE_INFINITY;
  let isTroubleReported = false;
  let endPause: (() => void) | undefined;
  let state: 'open' | 'unsupported' | 'closing' | 'closed' = 'open';

  function push(batch: Batch): void {
    if (state === 'unsupported') return drops.add('unsupported', batch.items);
    if (state === 'closed') return drops.add('shutdown', batch.items);
    const size = batch.body.length;
    // The oldest goes: when the receiver is back, what happens now is worth more than what happened then.
    while (waiting.length > 0 && (heldBytes + size > maxBytes || waitingItems + batch.items > maxItems)) {
      discard(removeOldest(), 'queue_full');
    }
    if (heldBytes + size > maxBytes) return drops.add('queue_full', batch.items);
    heldBytes += size;
    waitingItems += batch.items;
    waiting.push({ id: ++lastId, batch, queuedAtMs: clock.now() });
    pump();
  }

  function pump(): void {
    if (endPause !== undefined) return;
    // A receiver in trouble is asked with one batch at a time.
    const limit = failures > 0 && state === 'open' ? 1 : maxInFlight;
    while (waiting.length > 0 && inFlight.size < limit) start(removeOldest());
  }

  function start(entry: Entry): void {
    inFlight.add(entry);
    let settled = false;
    const settleOnce = (result: SendResult) => {
      if (settled) return;
      settled = true;
      cancelWatchdog();
      settle(entry, result);
    };
    const cancelWatchdog = detached(() =>
      clock.after(timeoutMs + WATCHDOG_GRACE_MS, () =>
        settleOnce({ kind: 'retryable', reason: `no answer within ${timeoutMs} ms` }),
      ),
    );
    untraced(() => attempt(entry)).then(settleOnce);
  }

  /** The one place where a transport's mistake is caught: it must not become the host's unhandled rejection. */
  async function attempt(entry: Entry): Promise<SendResult> {
    try {
      return await transport.send(entry.batch, timeoutMs);
    } catch (error) {
      return { kind: 'permanent', reason: `the transport failed: ${String(error)}` };
    }
  }

  function settle(entry: Entry, result: SendResult): void {
    // Not there: handed over or given up meanwhile, and counted then.
    if (!inFlight.delete(entry)) return;
    if (result.kind === 'retryable') retry(entry, result);
    else {
      heldBytes -= entry.batch.body.length;
      if (result.kind === 'sent') acknowledge(entry.batch, result);
      else if (result.kind === 'permanent') drops.add('rejected', entry.batch.items, result.reason);
      else switchOff(entry.batch, result.reason);
    }
    pump();
    resolveWaiters();
  }

  function acknowledge(batch: Batch, result: SendResult & { kind: 'sent' }): void {
    const rejected = Math.min(result.rejectedItems ?? 0, batch.items);
    if (rejected > 0) drops.add('partially_rejected', rejected, result.message);
    else if (result.message) report('debug', `${destination} says about ${signal}: ${result.message}`);
    if (sentItems === 0)
      report('debug', `first ${batch.items} ${ITEM_NOUN[signal]} accepted by ${destination}`);
    else if (isTroubleReported) report('info', `${destination} accepts ${signal} again`);
    isTroubleReported = false;
    sentItems += batch.items - rejected;
    failures = 0;
  }

  function retry(entry: Entry, { reason, afterMs }: SendResult & { kind: 'retryable' }): void {
    if (state === 'unsupported') return discard(entry, 'unsupported');
    if (state === 'closing') return discard(entry, 'shutdown', reason);
    failures++;
    if (failures === 1) reportTrouble(reason);
    if (clock.now() - entry.queuedAtMs > maxAgeMs) discard(entry, 'expired', reason);
    else {
      waiting.unshift(entry);
      waitingItems += entry.batch.items;
    }
    for (const waiter of waiters) finish(waiter, false);
    pause(backoffMs(backoff, failures, afterMs));
  }

  function reportTrouble(reason: string): void {
    if (clock.now() < nextTroubleAtMs) return;
    nextTroubleAtMs = clock.now() + REPORT_EVERY_MS;
    isTroubleReported = true;
    report('warn', `cannot send ${signal} to ${destination}: ${reason}; will try again`);
  }

  function pause(delayMs: number): void {
    endPause?.();
    const cancel = detached(() =>
      clock.after(delayMs, () => {
        endPause = undefined;
        pump();
      }),
    );
    endPause = () => {
      cancel();
      endPause = undefined;
    };
  }

  function switchOff(batch: Batch, reason: string): void {
    drops.add('unsupported', batch.items);
    if (state === 'unsupported') return;
    const setting = `OTEL_${signal.toUpperCase()}_EXPORTER=none`;
    report(
      'warn',
      `${destination} does not accept ${signal} (${reason}): ${signal} are switched off; set ${setting} to silence this`,
    );
    if (state === 'open') state = 'unsupported';
    while (waiting.length > 0) discard(removeOldest(), 'unsupported');
    options.onUnsupported?.();
  }

  function removeOldest(): Entry {
    const entry = waiting.shift()!;
    waitingItems -= entry.batch.items;
    return entry;
  }

  function discard(entry: Entry, reason: DropReason, detail?: string): void {
    heldBytes -= entry.batch.body.length;
    drops.add(reason, entry.batch.items, detail);
  }

  function flush(flushTimeoutMs: number): Promise<boolean> {
    endPause?.();
    pump();
    return drained(flushTimeoutMs);
  }

  async function shutdown(shutdownTimeoutMs: number): Promise<boolean> {
    if (state === 'closed') return true;
    // Retries end first, or a receiver that is down would hold the queue for the whole budget.
    state = 'closing';
    const isDrained = await flush(shutdownTimeoutMs);
    state = 'closed';
    const left = takeUnsent();
    for (const batch of [...left.inFlight, ...left.waiting]) drops.add('shutdown', batch.items);
    drops.settle();
    transport.close();
    return isDrained;
  }

  function takeUnsent(): Unsent {
    endPause?.();
    const unsent = {
      inFlight: Array.from(inFlight, entry => entry.batch),
      waiting: waiting.map(entry => entry.batch),
    };
    inFlight.clear();
    waiting.length = 0;
    heldBytes = 0;
    waitingItems = 0;
    resolveWaiters();
    return unsent;
  }

  function drained(withinMs: number): Promise<boolean> {
    if (waiting.length === 0 && inFlight.size === 0) return Promise.resolve(true);
    return new Promise(resolve => {
      const cancel = detached(() => clock.after(withinMs, () => finish(waiter, false)));
      const waiter: Waiter = {
        // What is pushed from now on is not waited for, or a busy process would never be done.
        untilId: lastId,
        resolve(isDrained) {
          cancel();
          resolve(isDrained);
        },
      };
      waiters.add(waiter);
    });
  }

  function resolveWaiters(): void {
    for (const waiter of waiters) {
      const isHeld = (entry: Entry) => entry.id <= waiter.untilId;
      if (!waiting.some(isHeld) && !Array.from(inFlight).some(isHeld)) finish(waiter, true);
    }
  }

  function finish(waiter: Waiter, isDrained: boolean): void {
    waiters.delete(waiter);
    waiter.resolve(isDrained);
  }

  return {
    push,
    drop: drops.add,
    flush,
    shutdown,
    takeUnsent,
    stats: () => ({
      sentItems,
      droppedItems: { ...drops.counts },
      queuedBytes: heldBytes,
      queuedItems: waitingItems,
      inFlight: inFlight.size,
    }),
  };
}
