import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { ownDiag } from '../../shared/log';
import { loadChunk } from '../boot/chunks';
import { isWorker } from '../boot/guard/is-worker';
import { detached } from '../export/detached';
import type { Route } from '../export/pipelines/route';
import type { Carriage } from '../export/shared-memory/carry';
import type { OwnOutbox } from '../export/shared-memory/open-outbox';
import type { FollowedThreads, OwnThread } from './threads/threads';

type ThreadsChunk = typeof import('./threads/threads');

export interface WatchThreadsOptions {
  /** Script of the process. */
  readonly script: string | undefined;
  /** Means to carry on what workers record. */
  readonly carriage: () => Carriage;
  /** Called when a worker has its first item. */
  readonly onThread: () => void;
  /** Hands over what this thread sends itself. */
  readonly handOver: () => void;
}

/** This thread among the threads of the process. Nothing is loaded or opened before there is something to follow or to tell. */
export interface WatchedThreads {
  /** Workers that this thread has started; undefined in a worker, and before the first. */
  readonly followed: FollowedThreads | undefined;
  /** Opens, in a worker, an outbox that the main thread carries on. */
  openOutbox(route: Route): OwnOutbox;
  /** Says, in a worker, that no more items will come. */
  close(): void;
  stop(): void;
}

/** Diagnostics channel on which Node publishes each new worker. */
const NEW_WORKERS = 'worker_threads';

export function watchThreads({ script, carriage, onThread, handOver }: WatchThreadsOptions): WatchedThreads {
  let followed: FollowedThreads | undefined;
  let own: OwnThread | undefined;
  // Detached: what is made at loading, too, is to keep no request's stores alive.
  const load = () => detached(() => loadChunk<ThreadsChunk>('threads'));

  function noteWorker(message: unknown): void {
    try {
      followed ??= load().followThreads({ script, carriage, onThread });
      followed.note((message as { worker: Worker }).worker);
    } catch (error) {
      // Boundary with the host, which is starting a worker.
      ownDiag.error('a new worker thread is not followed, and sends what it records itself', error);
    }
  }

  if (!isWorker()) subscribe(NEW_WORKERS, noteWorker);
  return {
    get followed() {
      return followed;
    },
    openOutbox(route) {
      own ??= load().joinThreads({ resource: carriage().resource, handOver });
      return own.open(route);
    },
    close: () => own?.close(),
    stop() {
      unsubscribe(NEW_WORKERS, noteWorker);
      followed?.stop();
      own?.stop();
    },
  };
}
