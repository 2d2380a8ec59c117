import type { Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { BodyPool } from '../encode/body-pool';
import type { LogRecordFormat, logRecordFormat, spanFormat } from '../encode/formats';
import { withoutFraming } from '../pipelines/create-queue';
import type { ExportFormat } from '../pipelines/exporter';
import type { Pipeline } from '../pipelines/pipeline';
import type { createRoute, Route } from '../pipelines/route';
import { FULL } from '../queue/batcher';
import type { ExportQueue } from '../queue/queue';
import type { Spool } from '../spool/spool';
import type { Report } from '../types';
import { Outbox, SCOPE } from './outbox';
import { createOutboxReader } from './outbox-reader';
import { routeKeyOf, type ToldOutbox } from './told-outbox';

/** A worker's outbox as the main thread sees it. */
export interface Carried {
  /** Number of milliseconds between looks at it. */
  readonly lookEveryMs: number;
  /**
   * Moves what is in it to the queue. A worker that is not gone may be writing, which is waited for; what a worker that is gone
   * was sending itself is counted as lost.
   */
  take(isWorkerGone: boolean, waitMs: number): void;
  /** Counts everything in it as dropped: the process ends. */
  drop(): void;
  hasItems(): boolean;
  /** True once the worker has said that it ends. */
  isClosed(): boolean;
  /** True while the worker sends something itself. */
  isHolding(): boolean;
  /** Leaves the sending to the worker. */
  release(): void;
}

/**
 * Means of the main thread to carry on what workers record. Functions that the agent has loaded anyway are among them, so that
 * this file does not bring them along a second time.
 */
export interface Carriage {
  /** Pipelines of this thread; a worker with settings of its own adds one. */
  readonly pipelines: Pipeline[];
  readonly resource: () => Resource;
  readonly report: Report;
  readonly spool: Spool | undefined;
  readonly createRoute: typeof createRoute;
  readonly spanFormat: typeof spanFormat;
  readonly logRecordFormat: typeof logRecordFormat;
  readonly createResource: typeof resourceFromAttributes;
}

/** Carries on what a worker puts into its outbox, by the worker's own settings and as its own resource. */
export function carry(told: ToldOutbox, carriage: Carriage): Carried {
  const { rules, limits } = told.route;
  const { queue, format } = findWay(told, carriage) ?? addWay(told.route, carriage);
  const outbox = new Outbox(told.memory);
  const read = createOutboxReader(formatOf(told.route, format, carriage), {
    resource: resourceOf(told, carriage),
    outbox,
    limits: {
      maxBatchItems: rules.maxBatchItems,
      maxBatchBytes: withoutFraming(limits.maxBatchBytes) * FULL,
    },
    bodies: bodiesOf(queue),
  });
  outbox.isCarried = true;

  function dropHeld(reason: 'thread_ended' | 'shutdown'): void {
    const { held } = outbox;
    outbox.held = 0;
    if (held > 0) queue.drop(reason, held);
  }

  return {
    // An item is taken at the second look after it came, so that there is time for a batch to gather.
    lookEveryMs: Math.max(1, rules.scheduleDelayMs / 2),
    take(isWorkerGone, waitMs) {
      const { batches, dropped } = read(isWorkerGone, waitMs);
      for (const batch of batches) queue.push(batch);
      if (dropped > 0) queue.drop('queue_full', dropped);
      if (isWorkerGone) dropHeld('thread_ended');
    },
    drop() {
      const { entries, dropped } = outbox.takeAll(false, 0) ?? { entries: [], dropped: 0 };
      const items = entries.filter(({ scopeNumber }) => (scopeNumber & SCOPE) === 0).length + dropped;
      if (items > 0) queue.drop('shutdown', items);
      dropHeld('shutdown');
    },
    hasItems: () => outbox.items > 0,
    isClosed: () => outbox.isClosed,
    isHolding: () => outbox.held > 0,
    release() {
      outbox.isCarried = false;
    },
  };
}

interface Way {
  readonly queue: ExportQueue;
  readonly format: ExportFormat;
}

function findWay({ routeKey }: ToldOutbox, { pipelines }: Carriage): Way | undefined {
  return pipelines.find(({ way }) => way !== undefined && routeKeyOf(way.route) === routeKey)?.way;
}

/** Makes a queue for workers whose settings differ from those of the process. */
function addWay(told: Route, { pipelines, report, spool, createRoute }: Carriage): Way {
  const route = withBuffers(told);
  // A receiver's files on disk belong to one queue.
  const isFirst = !pipelines.some(
    one => one.signal === route.signal && one.destination?.url === urlOf(route),
  );
  const { exporter, queue } = createRoute(route, {
    report,
    spool: route.isSpooled && isFirst ? spool : undefined,
  });
  const { signal, exporter: name, destination, format } = exporter;
  const way = { route, queue, format };
  pipelines.push({ signal, exporter: name, destination, ...queue, way });
  return way;
}

function urlOf({ target }: Route): string | undefined {
  return target.destination?.url;
}

/** Certificates are plain bytes after their way between threads. */
function withBuffers(route: Route): Route {
  const { destination } = route.target;
  if (destination === undefined) return route;
  const files = Object.entries(destination.tls).map(([name, file]) => [
    name,
    typeof file === 'object' ? Buffer.from(file) : file,
  ]);
  const tls = Object.fromEntries(files);
  return { ...route, target: { ...route.target, destination: { ...destination, tls } } };
}

function formatOf({ signal }: Route, format: ExportFormat, carriage: Carriage) {
  return signal === 'logs'
    ? carriage.logRecordFormat(format as LogRecordFormat)
    : carriage.spanFormat(format, carriage.resource);
}

/** The worker's own resource, above that of the process while attributes of the cloud, which all threads share, are arriving. */
function resourceOf(told: ToldOutbox, { resource, createResource }: Carriage): () => Resource {
  const own = createResource(told.resource);
  let settled = told.isResourcePending ? undefined : own;
  return () => {
    if (settled !== undefined) return settled;
    const merged = resource().merge(own);
    if (!merged.asyncAttributesPending) settled = merged;
    return merged;
  };
}

/** Workers share the memory for a queue's batches. */
const pools = new WeakMap<ExportQueue, BodyPool>();

function bodiesOf(queue: ExportQueue): BodyPool {
  const bodies = pools.get(queue) ?? new BodyPool();
  pools.set(queue, bodies);
  return bodies;
}
