import timers from 'node:timers';
import type { Worker } from 'node:worker_threads';
import { tellProcess } from '../../boot/guard/process-of-thread';
import { detached } from '../../export/detached';
import { type Carriage, type Carried, carry } from '../../export/shared-memory/carry';
import type { ToldOutbox } from '../../export/shared-memory/told-outbox';
import { listenToThreads, OUTBOX, PROCESS_END, tellThreads } from './thread-channel';

// Kept from the time of loading: an app's test that fakes timers must not stop the export.
const { setInterval, clearInterval } = timers;

/** Worker threads that have recorded something, as seen by the main thread. */
export interface FollowedThreads {
  /** Notes a worker that this thread starts. */
  note(worker: Worker): void;
  /** True while there are such workers, or items of theirs that have not been collected. */
  isFollowing(): boolean;
  /**
   * Moves the items of all workers into this thread's queues, also of workers that stand still or were terminated. Waits for a
   * worker that is writing at this moment.
   */
  collect(waitMs?: number): void;
  /** Has workers that send something themselves hand it over. The returned function waits until they have. */
  end(deadlineMs: number): () => void;
  /** Counts items as dropped that workers have recorded since they were collected: the process ends. */
  drop(): void;
  stop(): void;
}

export interface FollowThreadsOptions {
  /** Script of the process. */
  readonly script: string | undefined;
  readonly carriage: () => Carriage;
  /** Called when a worker has its first item. */
  readonly onThread: () => void;
}

/**
 * Time for workers to answer: during a computation they do not hear of the end, and on a busy machine an answer may
 * take more than 50 ms.
 */
const KNOWS_WITHIN_MS = 200;

/**
 * Follows the workers of this process. They encode items into memory that they share with this thread, which sends them, so
 * that items arrive in whichever way a worker ends.
 */
export function followThreads({ script, carriage, onThread }: FollowThreadsOptions): FollowedThreads {
  /** Workers by their ids, which they lose at their end. */
  const workers = new Map<number, Worker>();
  const followed = new Set<Followed>();
  const channel = listenToThreads<ToldOutbox>(OUTBOX, follow);
  const endTelling = tellProcess(script);

  function follow(told: ToldOutbox): void {
    const carried = carry(told, carriage());
    const timer = detached(() => setInterval(() => look(one), carried.lookEveryMs).unref());
    const one: Followed = { threadId: told.threadId, carried, timer, isWaiting: false };
    followed.add(one);
    onThread();
  }

  /** Takes messages that have come in this turn of the loop, which may be the last. */
  function followWaiting(): void {
    for (const told of channel.waiting()) follow(told);
  }

  /** Takes what was there at the last look already, so that there is time for a batch to gather. */
  function look(one: Followed): void {
    if (one.isWaiting || hasGone(one)) take(one, 0);
    one.isWaiting = one.carried.hasItems();
  }

  function take(one: Followed, waitMs: number): void {
    const isGone = hasGone(one);
    one.carried.take(isGone, waitMs);
    if (!isGone) return;
    clearInterval(one.timer);
    followed.delete(one);
  }

  /** True if nothing more can come. Workers of workers are unknown here; they end with the workers that started them. */
  function hasGone({ threadId, carried }: Followed): boolean {
    const worker = workers.get(threadId);
    return (
      carried.isClosed() || (worker === undefined ? [...workers.values()].every(hasEnded) : hasEnded(worker))
    );
  }

  return {
    note(worker) {
      followWaiting();
      const ids = new Set([...followed].map(({ threadId }) => threadId));
      for (const [id, other] of workers) if (hasEnded(other) && !ids.has(id)) workers.delete(id);
      workers.set(worker.threadId, worker);
    },
    isFollowing: () => followed.size > 0,
    collect(waitMs = 0) {
      followWaiting();
      for (const one of followed) take(one, waitMs);
    },
    end(deadlineMs) {
      const holding = [...followed].filter(one => one.carried.isHolding() && !hasGone(one));
      const count = new Set(holding.map(({ threadId }) => threadId)).size;
      if (count === 0) return () => {};
      const end = new Int32Array(new SharedArrayBuffer(8));
      tellThreads(PROCESS_END, end);
      return () => {
        const knownMs = Math.min(process.uptime() * 1000 + KNOWS_WITHIN_MS, deadlineMs);
        awaitCount(end, 0, count, knownMs);
        awaitCount(end, 1, Atomics.load(end, 0), deadlineMs);
      };
    },
    drop() {
      followWaiting();
      for (const { carried } of followed) carried.drop();
    },
    stop() {
      for (const one of followed) {
        clearInterval(one.timer);
        one.carried.release();
      }
      followed.clear();
      channel.close();
      endTelling();
    },
  };
}

/** A worker's outbox of one pipeline. */
interface Followed {
  readonly threadId: number;
  readonly carried: Carried;
  readonly timer: NodeJS.Timeout;
  /** True if the outbox held something at the last look. */
  isWaiting: boolean;
}

/** True for an ended worker, whose id is -1. */
function hasEnded({ threadId }: Worker): boolean {
  return threadId < 0;
}

function awaitCount(cells: Int32Array, index: number, wanted: number, deadlineMs: number): void {
  for (;;) {
    const count = Atomics.load(cells, index);
    const leftMs = deadlineMs - process.uptime() * 1000;
    if (count >= wanted || leftMs <= 0) return;
    Atomics.wait(cells, index, count, leftMs);
  }
}
