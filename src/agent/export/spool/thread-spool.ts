import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Destination } from '../../../shared/otlp/destination';
import { directTarget } from '../at-exit/direct/direct-target';
import { type Clock, systemClock } from '../clock';
import { detached } from '../detached';
import type { QueueSpool, SpoolAccess, SpoolPlace } from '../queue/queue-types';
import type { Report } from '../types';
import type { Evicted } from './bound';
import { runNow, type Steps } from './disk';
import { Lane } from './lane/lane';
import { BEAT_MS, STALE_MS } from './owner';
import { createPatience, type Patience } from './patience';
import { createSpoolNews, type SpoolNews } from './spool-news';
import { Store } from './store';
import { Turns } from './turns';

export interface SpoolOptions {
  /** OTEL_AGENT_SPOOL: folder in which the user's own one is made; true for that of temporary files. */
  readonly place: string | true;
  /** OTEL_AGENT_SPOOL_MAX_BYTES. */
  readonly maxBytes: number;
  /** OTEL_AGENT_SPOOL_MAX_AGE. */
  readonly maxAgeMs: number;
  /** OTEL_AGENT_SPOOL_SYNC; 0 for none. */
  readonly syncMs: number;
  readonly report: Report;
  readonly clock?: Clock;
}

// Kept from loading: an app's test that fakes time must not make files too old.
const { now: nowMs } = Date;

/** The app has begun its work by then. */
const FIRST_LOOK_MS = 1000;
const LOOK_EVERY_MS = 30_000;
/** A disk that failed is tried again after this. */
const REST_MS = 30_000;
/**
 * Share of OTEL_AGENT_SPOOL_SYNC for which an item is gathered, and then for which it waits in the queue; the rest is for
 * a busy machine, and the write.
 */
const SHARE_OF_SYNC = 0.3;

/** Disk behind the queues of this thread. All lanes work in the same turns. */
export class ThreadSpool {
  readonly #options: SpoolOptions;
  readonly #news: SpoolNews;
  readonly #place: SpoolPlace;
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #lanes: { readonly lane: Lane; readonly queue: SpoolAccess }[] = [];
  /** Receivers by address, for all their signals. */
  readonly #patience = new Map<string, Patience>();
  readonly #turns = new Turns({
    turn: () => this.#turn(),
    hasWork: () => this.#hasWork(),
    onFailure: error => this.#fail(error),
  });
  #isUnsynced = false;
  #isLookDue = false;
  #lastLookMs = Number.NEGATIVE_INFINITY;
  #restUntilMs = 0;
  #files = 0;

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { place, maxBytes, maxAgeMs } = options;
    this.#place = { base: place === true ? tmpdir() : path.resolve(place), maxBytes, maxAgeMs };
    const news = createSpoolNews(options.report);
    this.#news = news;
    this.#store = new Store({
      ...this.#place,
      nowMs,
      onEvicted: one => this.#evict(one),
      onStranger: news.stranger,
    });
  }

  /** Longest time for which an item may be gathered, so that a killed process loses no more than OTEL_AGENT_SPOOL_SYNC. */
  get gatherMs(): number {
    const { syncMs } = this.#options;
    return syncMs > 0 ? syncMs * SHARE_OF_SYNC : Number.POSITIVE_INFINITY;
  }

  /** Knows how long to wait for a receiver. */
  patienceWith(destination: Destination): Patience {
    const known = this.#patience.get(destination.authority);
    if (known !== undefined) return known;
    const patience = createPatience(directTarget(destination) === undefined, () => process.uptime() * 1000);
    this.#patience.set(destination.authority, patience);
    return patience;
  }

  join(id: string, patience: Patience, queue: SpoolAccess): QueueSpool {
    const lane = new Lane({
      id,
      store: this.#store,
      queue,
      maxAgeMs: this.#options.maxAgeMs,
      nowMs,
      unique: () => `${(this.#files++).toString(36)}${process.hrtime()[1].toString(36)}`,
      wake: () => this.#wake(),
      onFailure: error => this.#fail(error),
      onAside: this.#news.damaged,
    });
    if (this.#lanes.length === 0) this.#startTimers();
    this.#lanes.push({ lane, queue });
    return {
      take: (batch, isBodyFree) => !this.#isResting() && lane.take(batch, isBodyFree, false),
      keep: batch => lane.take(batch, false, true),
      refill: () => {
        if (lane.canFeed()) this.#wake();
      },
      close: () => {
        this.#finish(lane);
        return lane.takeRefused();
      },
      get items() {
        return lane.items;
      },
      counts: lane.counts,
      place: this.#place,
      isEmpty: () => lane.isEmpty,
      patienceMs: () => (this.#isUsable() ? patience.leftMs() : Number.POSITIVE_INFINITY),
    };
  }

  #startTimers(): void {
    this.#every(FIRST_LOOK_MS, BEAT_MS, () => {
      this.#isLookDue = true;
      this.#turns.start();
    });
    const copyMs = this.gatherMs;
    if (copyMs < Number.POSITIVE_INFINITY) this.#every(copyMs, copyMs, () => this.#copyAll());
  }

  #every(firstMs: number, everyMs: number, run: () => void): void {
    const turn = () => {
      run();
      this.#clock.after(everyMs, turn);
    };
    detached(() => this.#clock.after(firstMs, turn));
  }

  /** Writes unacknowledged batches. */
  #copyAll(): void {
    if (this.#isResting()) return;
    for (const { lane, queue } of this.#lanes) lane.copy(queue.batches());
    this.#isUnsynced = true;
  }

  #isResting(): boolean {
    return this.#clock.now() < this.#restUntilMs;
  }

  /** True if the disk takes batches, at the end of the process: it looks at once, before waits are shortened. */
  #isUsable(): boolean {
    if (this.#isResting()) return false;
    try {
      runNow(this.#store.check());
      return true;
    } catch (error) {
      this.#fail(error as Error);
      return false;
    }
  }

  #wake(): void {
    if (this.#hasWork()) this.#turns.start();
  }

  #hasWork(): boolean {
    return this.#lanes.some(({ lane }) => lane.hasWork);
  }

  *#turn(): Steps<void> {
    // After a long silence others may have taken the files: look before anything is written to them.
    if (this.#isLookDue || this.#store.folders.silentMs > STALE_MS / 2) yield* this.#look();
    for (const { lane } of this.#lanes) yield* lane.work();
    if (this.#isUnsynced) for (const { lane } of this.#lanes) yield* lane.sync();
    this.#isUnsynced = false;
    if (this.#lanes.every(({ lane }) => lane.isEmpty)) yield* this.#store.folders.leave();
  }

  /** Shows that this thread lives, and looks for files of dead threads. */
  *#look(): Steps<void> {
    this.#isLookDue = false;
    if (!(yield* this.#store.folders.beat())) for (const { lane } of this.#lanes) lane.abandon();
    for (const { lane } of this.#lanes) yield* lane.closeOld();
    if (this.#clock.now() - this.#lastLookMs < LOOK_EVERY_MS || this.#isResting()) return;
    this.#lastLookMs = this.#clock.now();
    yield* this.#store.check();
    yield* this.#store.makeRoom(0);
    for (const { lane } of this.#lanes) lane.isSeeking = true;
  }

  /** Does the rest at once, and leaves the files to other threads. */
  #finish(lane: Lane): void {
    try {
      this.#turns.overtake(lane.finish());
      if (this.#lanes.every(one => one.lane.isEmpty)) runNow(this.#store.folders.leave());
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #evict(evicted: Evicted): void {
    const isOfLane = this.#lanes.some(({ lane }) => lane.evict(evicted));
    if (!isOfLane) this.#news.evicted(evicted);
  }

  #fail(error: Error): void {
    this.#restUntilMs = this.#clock.now() + REST_MS;
    for (const { lane } of this.#lanes) lane.isSeeking = false;
    this.#news.unusable(this.#store.folders.spool, error);
  }
}
