import { systemClock } from '../clock';
import { detached } from '../detached';
import type { Batch } from '../types';
import { createBatchSize } from './batch-size';
import { createDrops, type DropReason } from './drops';
import { createFlushWaits } from './flush-waits';
import { type Held, HeldBatches } from './held-batches';
import { Ledger } from './ledger';
import { createQueueNews, type Refusal } from './queue-news';
import type { ExportQueue, ExportQueueOptions, Unsent } from './queue-types';
import { createRoom, moveToDisk } from './room';
import { DEFAULT_BACKOFF } from './senders/backoff';
import { createChain } from './senders/chain';
import { createPace } from './senders/pace';
import { createSignalSwitch } from './senders/signal-switch';
import { createSettle } from './settle';

export type { ExportQueue, ExportQueueOptions, PipelineSpool, QueueStats, Unsent } from './queue-types';

const DEFAULT_MAX_IN_FLIGHT = 4;

/** Makes the queue between an encoder and a transport; it starts to send with the first push. */
export function createExportQueue(options: ExportQueueOptions): ExportQueue {
  const { signal, transport, destination, report, timeoutMs } = options;
  const { clock = systemClock, backoff = DEFAULT_BACKOFF, maxInFlight = DEFAULT_MAX_IN_FLIGHT } = options;

  const held = new HeldBatches(options.onHeld);
  const flushes = createFlushWaits(held, clock);
  const drops = createDrops(signal, destination, report, clock);
  const news = createQueueNews(signal, destination, report, clock);
  const ledger = new Ledger(held, drops);
  const batchSize = createBatchSize(options.maxBatchBytes ?? Number.POSITIVE_INFINITY, options.splitter);
  const room = createRoom({ ...options, held, onDropped: overflow });
  const settle = createSettle({ ...options, held, drops, news, ledger, batchSize });
  let failure: string | undefined;
  let isProcessEnding = false;
  let state: 'open' | 'ending' | 'closed' = 'open';

  const pace = createPace({ clock, backoff, maxInFlight, onRoom: pump });
  const { random } = backoff;
  const signalSwitch = createSignalSwitch({ clock, random, onRefused: dropUnsupported });
  const isEnding = () => state !== 'open';
  const send = createChain({ transport, timeoutMs, clock, signalSwitch, pace, isEnding, onFailure });

  const spool = options.joinSpool?.({
    came: items => ledger.came(items),
    drop: drops.add,
    adopt(batch) {
      held.add({ signal, ...batch });
      pump();
    },
    takeBack(batch) {
      if (state !== 'open' || !room.has(batch)) return false;
      held.add(batch);
      pump();
      return true;
    },
    batches: () => held.all,
    // A signal that is switched off has no room: what is on disk waits.
    heldBytes: () => (signalSwitch.isOff() ? Number.POSITIVE_INFINITY : held.bytes),
    isAnswering: pace.isAnswering,
  });
  ledger.spool = spool;

  function push(batch: Batch): void {
    ledger.came(batch.items);
    if (state === 'closed') drops.add('shutdown', batch.items);
    else if (signalSwitch.isOff()) drops.add('unsupported', batch.items);
    else for (const part of batchSize.fit(batch)) hold(part);
    pump();
  }

  function hold(batch: Batch): void {
    if (room.make(batch)) held.add(batch);
    else if (!spool?.take(batch, true)) drops.add('queue_full', batch.items);
    // A receiver that is merely slow has its batches soon: they need no disk.
    if (spool !== undefined && !pace.isAnswering()) moveToDisk(held, takenByDisk);
  }

  function takenByDisk({ batch, attempts }: Held): boolean {
    return spool?.take(batch, attempts === 0) ?? false;
  }

  function overflow(oldest: Held): void {
    if (!takenByDisk(oldest)) lose(oldest, 'queue_full');
  }

  function lose({ batch, attempts }: Held, why: DropReason): void {
    batch.kept?.done();
    drops.add(why, batch.items);
    // Reuse its memory now: after minutes in a full queue it would wait for V8's next major collection, 60 MB in all.
    if (attempts === 0 && batch.kept === undefined) batch.recycle?.();
  }

  function pump(): void {
    while (held.waiting > 0 && pace.hasRoom()) {
      const one = held.launch();
      // Split it again: the receiver may have refused a smaller batch meanwhile.
      const parts = batchSize.fit(one.batch);
      if (parts.length > 1) {
        held.replace(one, parts);
        continue;
      }
      // Send outside of the request that filled the batch: a try would keep its stores alive.
      void detached(() => send(one)).then(verdict => {
        // Undefined, or gone: the batch was handed over or given up meanwhile, and counted then.
        if (verdict === undefined || one.isGone) return;
        settle(one, verdict);
        flushes.check();
        pace.answered(one);
      });
    }
    spool?.refill();
  }

  function onFailure(reason: string, afterMs: number | undefined): void {
    failure = reason;
    if (state !== 'open') return;
    if (!isProcessEnding) news.trouble(reason, afterMs);
    flushes.giveUp();
  }

  function dropUnsupported(refusal: Refusal): void {
    news.unsupported(refusal);
    for (let one = held.dropOldest(); one !== undefined; one = held.dropOldest()) lose(one, 'unsupported');
  }

  function flush(flushTimeoutMs: number): Promise<boolean> {
    pace.hurry();
    return flushes.wait(flushTimeoutMs);
  }

  async function shutdown(shutdownTimeoutMs: number): Promise<boolean> {
    if (state === 'closed') return true;
    // End retries first: a receiver that is down would use up the whole time.
    state = 'ending';
    pace.end();
    const isDrained = await flush(shutdownTimeoutMs);
    state = 'closed';
    const { inFlight, waiting } = takeUnsent();
    for (const batch of [...inFlight, ...waiting]) {
      if (keeping?.keep(batch)) continue;
      ledger.handOver(-batch.items);
      drops.add('shutdown', batch.items, failure);
    }
    for (const { items } of spool?.close() ?? []) drops.add('spool_failed', items);
    drops.settle();
    transport.close();
    return isDrained;
  }

  function takeUnsent(): Unsent {
    ledger.handOver(held.items);
    const { onWire, others } = held.takeAll();
    pace.abandon();
    flushes.check();
    return {
      inFlight: onWire.map(({ batch }) => batch),
      waiting: others.map(({ batch }) => batch),
      failure,
      begun: transport.begun?.(),
    };
  }

  const keeping = spool && {
    ...spool,
    get items() {
      return spool.items;
    },
    keep(batch: Batch) {
      if (!spool.keep(batch)) return false;
      ledger.handOver(-batch.items);
      return true;
    },
    close() {
      const refused = spool.close();
      for (const { items } of refused) ledger.handOver(items);
      return refused;
    },
  };

  return {
    push,
    drop(reason, items, detail) {
      ledger.came(items);
      drops.add(reason, items, detail);
    },
    flush,
    shutdown,
    takeUnsent,
    setEnding(isEnding) {
      isProcessEnding = isEnding;
    },
    tellDrops: drops.settle,
    hasUnsent: () => held.items > 0,
    isWarm: () => held.onWire > 0 || (ledger.sentItems > 0 && pace.isAnswering()),
    isSwitchedOff: signalSwitch.isOff,
    stats: () => ledger.stats(),
    failure: () => failure,
    spool: keeping,
  };
}
