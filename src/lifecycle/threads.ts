import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { listenToThreads, type ThreadChannel, tellThreads } from './thread-channel';

type WorkerThreads = typeof import('node:worker_threads');

/** Worker threads in which the agent is at work, as the thread sees them that started them. */
export interface Threads {
  anyAlive(): boolean;
  /** Has them hand over what they have not sent, all at the same time. The returned function waits until they have. */
  end(deadlineMs: number): () => void;
  stop(): void;
}

/** From a worker that is there: its id. */
const HERE = 'otel-agent.here';
/** From the main thread whose process ends: [0] counts the workers who know, [1] those who are done. */
const END = 'otel-agent.end';
/** A worker in the middle of a computation does not hear of the end; on a busy machine any takes more than 50 ms now and then. */
const KNOWS_WITHIN_MS = 200;
/** Node publishes each new worker here. */
const NEW_WORKERS = 'worker_threads';

/**
 * Follows the workers that this thread starts: when the process exits they are ended where they stand, and what they
 * hold with them. Nothing is loaded or opened before there is one. `onThread`: there is one now.
 */
export function watchThreads(onThread: () => void): Threads {
  /** With the ids that they have until they end. */
  const workers = new Map<Worker, number>();
  const traced = new Set<number>();
  let channel: ThreadChannel<number> | undefined;

  function noteWorker(message: unknown): void {
    const { worker } = message as { worker: Worker };
    for (const [other, id] of workers) if (hasEnded(other)) forget(other, id);
    workers.set(worker, worker.threadId);
    channel ??= listenToThreads(HERE, noteTraced);
  }

  function noteTraced(id: number): void {
    traced.add(id);
    onThread();
  }

  function forget(worker: Worker, id: number): void {
    workers.delete(worker);
    traced.delete(id);
  }

  function countAlive(): number {
    let count = 0;
    for (const [worker, id] of workers) if (!hasEnded(worker) && traced.has(id)) count++;
    return count;
  }

  subscribe(NEW_WORKERS, noteWorker);
  return {
    anyAlive: () => countAlive() > 0,
    end(deadlineMs) {
      // A worker may have said that it is there in this very turn of the loop, after which there is none.
      for (const id of channel?.waiting() ?? []) noteTraced(id);
      const count = countAlive();
      if (count === 0) return () => {};
      const end = new Int32Array(new SharedArrayBuffer(8));
      tellThreads(END, end);
      return () => {
        const knownMs = Math.min(process.uptime() * 1000 + KNOWS_WITHIN_MS, deadlineMs);
        awaitCount(end, 0, count, knownMs);
        awaitCount(end, 1, Atomics.load(end, 0), deadlineMs);
      };
    },
    stop() {
      unsubscribe(NEW_WORKERS, noteWorker);
      channel?.close();
    },
  };
}

/** An ended worker has the id -1. */
function hasEnded({ threadId }: Worker): boolean {
  return threadId < 0;
}

/** In a worker: says that it is there, and calls `handOver` when the process is about to exit. Returns how to end that. */
export function answerMainThread(handOver: () => void): () => void {
  const channel = listenToThreads<Int32Array>(END, end => {
    Atomics.add(end, 0, 1);
    Atomics.notify(end, 0);
    handOver();
    Atomics.add(end, 1, 1);
    Atomics.notify(end, 1);
  });
  const { threadId } = require('node:worker_threads') as WorkerThreads;
  tellThreads(HERE, threadId);
  return channel.close;
}

function awaitCount(cells: Int32Array, index: number, wanted: number, deadlineMs: number): void {
  for (;;) {
    const count = Atomics.load(cells, index);
    const leftMs = deadlineMs - process.uptime() * 1000;
    if (count >= wanted || leftMs <= 0) return;
    Atomics.wait(cells, index, count, leftMs);
  }
}
