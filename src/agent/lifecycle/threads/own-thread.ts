import type { Resource } from '@opentelemetry/resources';
import type { Route } from '../../export/pipelines/route';
import { type OwnOutbox, openOutbox } from '../../export/shared-memory/open-outbox';
import type { ToldOutbox } from '../../export/shared-memory/told-outbox';
import { listenToThreads, OUTBOX, PROCESS_END, tellThreads } from './thread-channel';

/** A worker's part in the messages between threads of a process. */
export interface OwnThread {
  /** Opens an outbox, and tells the main thread of it. */
  open(route: Route): OwnOutbox;
  /** Says that no more items will come. */
  close(): void;
  stop(): void;
}

export interface OwnThreadOptions {
  readonly resource: () => Resource;
  /** Hands over what the worker sends itself: the process ends. */
  readonly handOver: () => void;
}

/** Makes this worker known to the main thread. */
export function joinThreads({ resource, handOver }: OwnThreadOptions): OwnThread {
  const { threadId } = require('node:worker_threads') as typeof import('node:worker_threads');
  const outboxes: OwnOutbox[] = [];
  const channel = listenToThreads<Int32Array>(PROCESS_END, end => {
    if (!outboxes.some(outbox => outbox.isHolding())) return;
    count(end, 0);
    handOver();
    count(end, 1);
  });
  return {
    open(route) {
      const { told, outbox } = openOutbox(route, resource());
      tellThreads<ToldOutbox>(OUTBOX, { threadId, ...told });
      outboxes.push(outbox);
      return outbox;
    },
    close() {
      for (const outbox of outboxes) outbox.close();
    },
    stop: channel.close,
  };
}

function count(cells: Int32Array, index: number): void {
  Atomics.add(cells, index, 1);
  Atomics.notify(cells, index);
}
