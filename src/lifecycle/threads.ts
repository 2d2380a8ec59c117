import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { BroadcastChannel as Channel, MessagePort, Worker } from 'node:worker_threads';
import { detached } from '../pipeline/detached';

type WorkerThreads = typeof import('node:worker_threads');

/** Worker threads in which the agent is at work, as the thread sees them that started them. */
export interface Threads {
  anyAlive(): boolean;
  /** Has them hand over what they have not sent, all at the same time. The returned function waits until they have. */
  end(deadlineMs: number): () => void;
  stop(): void;
}

/** Who is there, from a worker; or that the process ends, from the main thread: [0] counts those who know, [1] those who are done. */
type Message = { readonly here: number } | { readonly end: Int32Array };

const CHANNEL = 'otel-agent';
/** A worker in the middle of a computation does not hear of the end; on a busy machine any takes more than 50 ms now and then. */
const KNOWS_WITHIN_MS = 200;
/** Node publishes each new worker here. */
const NEW_WORKERS = 'worker_threads';

/**
 * Follows the workers that this thread starts: when the process exits they are ended where they stand, and what they
 * hold with them. Nothing is loaded or opened before there is one. `onThread`: there is one now.
 */
export function watchThreads(onThread: () => void): Threads {
  const workers = new Set<Worker>();
  const traced = new Set<number>();
  let channel: Channel | undefined;

  function noteWorker(message: unknown): void {
    const { worker } = message as { worker: Worker };
    for (const other of workers) if (other.threadId < 0) forget(other);
    workers.add(worker);
    channel ??= openChannel(({ data }) => noteTraced(data));
  }

  function noteTraced(message: Message): void {
    if (!('here' in message)) return;
    traced.add(message.here);
    onThread();
  }

  function forget(worker: Worker): void {
    workers.delete(worker);
    // The ids of ended workers are gone by now, and those of others are few.
    if (workers.size === 0) traced.clear();
  }

  /** An ended worker has the id -1. */
  const alive = () => [...workers].filter(({ threadId }) => traced.has(threadId)).length;

  subscribe(NEW_WORKERS, noteWorker);
  return {
    anyAlive: () => alive() > 0,
    end(deadlineMs) {
      // A worker may have said that it is there in this very turn of the loop, after which there is none.
      if (channel !== undefined) for (const message of waitingIn(channel)) noteTraced(message);
      const count = alive();
      if (channel === undefined || count === 0) return () => {};
      const end = new Int32Array(new SharedArrayBuffer(8));
      channel.postMessage({ end } satisfies Message);
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

/** In a worker: says that it is there, and calls `handOver` when the process is about to exit. Returns how to end that. */
export function answerMainThread(handOver: () => void): () => void {
  const channel = openChannel(({ data }) => {
    if (!('end' in data)) return;
    Atomics.add(data.end, 0, 1);
    Atomics.notify(data.end, 0);
    handOver();
    Atomics.add(data.end, 1, 1);
    Atomics.notify(data.end, 1);
  });
  const { threadId } = require('node:worker_threads') as WorkerThreads;
  channel.postMessage({ here: threadId } satisfies Message);
  return () => channel.close();
}

function openChannel(listener: (event: { data: Message }) => void): Channel {
  const { BroadcastChannel } = require('node:worker_threads') as WorkerThreads;
  return detached(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = listener as Channel['onmessage'];
    channel.unref();
    return channel;
  });
}

function* waitingIn(channel: Channel): Generator<Message> {
  const { receiveMessageOnPort } = require('node:worker_threads') as WorkerThreads;
  // The types know of ports alone; a BroadcastChannel is taken as well.
  const port = channel as unknown as MessagePort;
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
    yield next.message as Message;
}

function awaitCount(cells: Int32Array, index: number, wanted: number, deadlineMs: number): void {
  for (;;) {
    const count = Atomics.load(cells, index);
    const leftMs = deadlineMs - process.uptime() * 1000;
    if (count >= wanted || leftMs <= 0) return;
    Atomics.wait(cells, index, count, leftMs);
  }
}
