import type { Clock } from '../../../src/agent/export/clock';
import { createExportQueue } from '../../../src/agent/export/queue/queue';
import { DEFAULT_BACKOFF } from '../../../src/agent/export/queue/senders/backoff';
import type { Batch, SendResult, Transport } from '../../../src/agent/export/types';
import { settled } from './fake-clock';

/** A fleet of agents and the one Collector that they send to, in simulated time. */
export interface Fleet {
  readonly agents: number;
  /** The Collector is away from this second to that one. */
  readonly awayFromS: number;
  readonly awayUntilS: number;
  /** Batches that it takes in a second; each agent makes one. What is beyond is answered UNAVAILABLE. */
  readonly capacity: number;
  readonly seconds: number;
}

/** Events of a second. */
export interface Second {
  readonly tries: number;
  readonly accepted: number;
  readonly refused: number;
  /** The most tries in a tenth of it. */
  readonly peak: number;
  /** Batches that wait in all agents, at its end. */
  readonly waiting: number;
}

export interface Outcome {
  readonly seconds: readonly Second[];
  readonly made: number;
  readonly accepted: number;
  readonly dropped: number;
}

const BATCH: Batch = { signal: 'traces', body: Buffer.alloc(16), items: 1 };
const REPLY_MS = 20;

/** Runs a fleet. `random` decides about jitter and about when in a second each agent makes its batch. */
export async function simulate(fleet: Fleet, random: () => number): Promise<Outcome> {
  const clock = new TickingClock();
  const collector = createCollector(fleet, clock);
  const queues = Array.from({ length: fleet.agents }, () =>
    createExportQueue({
      signal: 'traces',
      transport: collector.transport,
      destination: 'the Collector',
      report() {},
      timeoutMs: 10_000,
      maxBytes: 1e6,
      maxItems: Number.POSITIVE_INFINITY,
      backoff: { ...DEFAULT_BACKOFF, random },
      clock,
    }),
  );
  for (const queue of queues) {
    const make = () => {
      queue.push(BATCH);
      clock.after(1000, make);
    };
    clock.after(random() * 1000, make);
  }
  const seconds: Second[] = [];
  for (let second = 0; second < fleet.seconds; second++) {
    await clock.advance(1000);
    const waiting = queues.reduce((sum, queue) => sum + queue.stats().waitingItems, 0);
    seconds.push({ ...collector.takeSecond(), waiting });
  }
  const total = (of: (stats: ReturnType<(typeof queues)[number]['stats']>) => number) =>
    queues.reduce((sum, queue) => sum + of(queue.stats()), 0);
  return {
    seconds,
    made: total(({ endedItems }) => endedItems),
    accepted: total(({ sentItems }) => sentItems),
    dropped: total(({ droppedItems }) => Object.values(droppedItems).reduce((sum, count) => sum + count, 0)),
  };
}

function createCollector({ awayFromS, awayUntilS, capacity }: Fleet, clock: TickingClock) {
  let tenths: number[] = Array(10).fill(0);
  let counts = { tries: 0, accepted: 0, refused: 0 };

  function answer(): SendResult {
    const nowS = clock.now() / 1000;
    const tenth = Math.floor(nowS * 10) % 10;
    counts.tries++;
    tenths[tenth]!++;
    if (nowS >= awayFromS && nowS < awayUntilS) return { kind: 'retryable', reason: 'connect ECONNREFUSED' };
    if (tenths[tenth]! > capacity / 10) {
      counts.refused++;
      return { kind: 'retryable', reason: 'UNAVAILABLE' };
    }
    counts.accepted++;
    return { kind: 'sent' };
  }

  const transport: Transport = {
    send: () =>
      new Promise(resolve => {
        const result = answer();
        clock.after(REPLY_MS, () => resolve(result));
      }),
    close() {},
  };
  return {
    transport,
    takeSecond() {
      const second = { ...counts, peak: Math.max(...tenths) };
      counts = { tries: 0, accepted: 0, refused: 0 };
      tenths = Array(10).fill(0);
      return second;
    },
  };
}

const TICK_MS = 10;

/** Simulated time in ticks, for many timers. */
class TickingClock implements Clock {
  #tick = 0;
  #due = new Map<number, Set<() => void>>();

  now(): number {
    return this.#tick * TICK_MS;
  }

  after(delayMs: number, run: () => void): () => void {
    const tick = this.#tick + Math.max(1, Math.ceil(delayMs / TICK_MS));
    const timers = this.#due.get(tick) ?? new Set();
    this.#due.set(tick, timers);
    const timer = () => run();
    timers.add(timer);
    return () => timers.delete(timer);
  }

  async advance(ms: number): Promise<void> {
    for (const end = this.#tick + ms / TICK_MS; this.#tick < end; ) {
      this.#tick++;
      const timers = this.#due.get(this.#tick);
      if (timers === undefined) continue;
      for (const timer of timers) timer();
      this.#due.delete(this.#tick);
      await settled();
    }
  }
}
