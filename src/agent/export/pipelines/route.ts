import type { Signal } from '../types';
import {
  createQueue,
  type QueueContext,
  type QueueLimits,
  type QueueRules,
  type QueueWatch,
} from './create-queue';
import { createExporter, type Exporter, type ExporterTarget } from './exporter';

/** Way of a signal's batches to a receiver, as plain values: threads with equal routes can share a queue. */
export interface Route {
  readonly signal: Signal;
  readonly target: ExporterTarget;
  readonly rules: RouteRules;
  readonly limits: QueueLimits;
  readonly userAgent: string;
  /** True if there is a disk behind the queue. */
  readonly isSpooled: boolean;
}

export interface RouteRules extends QueueRules {
  /** Longest time that an item waits for others. */
  readonly scheduleDelayMs: number;
  readonly maxBatchItems: number;
}

/** Makes exporter and queue of a route. */
export function createRoute(
  { signal, target, rules, limits, userAgent }: Route,
  context: Pick<QueueContext, 'report' | 'spool' | 'watchTransport'> & QueueWatch,
) {
  const exporter: Exporter = createExporter(signal, target, userAgent);
  const queue = createQueue(exporter, rules, { ...limits, ...context });
  return { exporter, queue };
}
