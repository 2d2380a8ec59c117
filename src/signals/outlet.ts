import type { Drain } from '../lifecycle/drain';
import { createExportQueue, type ExportQueue, type QueueStats } from '../pipeline/queue';
import type { Signal } from '../pipeline/types';
import type { SignalsInput } from './signals';
import { destinationOf, type WayOut } from './way-out';

/** One way out of the process for one signal: what the end of the process has to know of it, and what is counted. */
export interface Outlet extends Drain {
  readonly signal: Signal;
  readonly exporter: string;
  stats(): QueueStats;
}

/** The queue in front of an exporter. */
export function createQueue(
  way: WayOut,
  maxItems: number,
  input: SignalsInput,
  onUnsupported?: () => void,
): ExportQueue {
  return createExportQueue({
    signal: way.signal,
    transport: way.transport,
    destination: destinationOf(way),
    report: input.report,
    timeoutMs: way.timeoutMs,
    maxBytes: input.config.get('OTEL_AGENT_MAX_QUEUE_BYTES'),
    maxItems,
    ...(onUnsupported && { onUnsupported }),
  });
}

export function outletOf(
  { signal, exporter, connection }: WayOut,
  held: Omit<Drain, 'connection'> & Pick<Outlet, 'stats'>,
): Outlet {
  const { flush, takeUnsent, hasUnsent, isWarm, stats } = held;
  return { signal, exporter, connection, flush, takeUnsent, hasUnsent, isWarm, stats };
}
