import { loadChunk } from '../../boot/chunks';
import { memoryShare } from '../../memory/share';
import type { Splitter } from '../queue/batch-size';
import { createExportQueue, type ExportQueue, type ExportQueueOptions } from '../queue/queue';
import type { Spool } from '../spool/spool';
import type { Report, Signal, Transport } from '../types';
import { type Exporter, receiverName } from './exporter';

/** Limits of all queues. */
export interface QueueLimits {
  /** OTEL_AGENT_MAX_QUEUE_BYTES. */
  readonly maxQueueBytes: number;
  /** True if OTEL_AGENT_MAX_QUEUE_BYTES is not set: a process with little memory then holds less. */
  readonly isQueueBytesDefault: boolean;
  /** OTEL_AGENT_MAX_BATCH_BYTES. */
  readonly maxBatchBytes: number;
}

/** Copies the limits alone, so that they can be compared and go to another thread. */
export function limitsOf({ maxQueueBytes, isQueueBytesDefault, maxBatchBytes }: QueueLimits): QueueLimits {
  return { maxQueueBytes, isQueueBytesDefault, maxBatchBytes };
}

/** Values that all queues share. */
export interface QueueContext extends QueueLimits {
  readonly report: Report;
  /** Disk behind the queues; undefined if OTEL_AGENT_SPOOL is off. */
  readonly spool: Spool | undefined;
  /** Wraps each transport, to measure it. */
  readonly watchTransport?: ((signal: Signal, transport: Transport) => Transport) | undefined;
}

/** Watches a queue: `onHeld` gets the number of items in it whenever that changes. */
export type QueueWatch = Pick<ExportQueueOptions, 'onHeld'>;

/** Values of a signal's queue. */
export interface QueueRules {
  readonly maxItems: number;
  /** Bounds each try, as does the exporter's own timeout. */
  readonly exportTimeoutMs: number;
}

/** Makes the queue in front of an exporter. */
export function createQueue(
  exporter: Exporter,
  { maxItems, exportTimeoutMs }: QueueRules,
  {
    report,
    onHeld,
    maxQueueBytes,
    isQueueBytesDefault,
    maxBatchBytes,
    spool,
    watchTransport,
  }: QueueContext & QueueWatch,
): ExportQueue {
  const { signal, destination } = exporter;
  const transport = watchTransport?.(signal, exporter.transport) ?? exporter.transport;
  const lane = destination && spool?.laneFor(signal, destination);
  const splitter = splitterFor(exporter);
  return createExportQueue({
    signal,
    transport: lane?.watch(transport) ?? transport,
    destination: receiverName(exporter),
    report,
    onHeld,
    timeoutMs: Math.min(exporter.timeoutMs, exportTimeoutMs),
    maxBytes: maxQueueBytes,
    memoryShare: isQueueBytesDefault ? memoryShare : undefined,
    maxItems,
    maxBatchBytes: withoutFraming(maxBatchBytes),
    splitter: lane?.sharing(splitter) ?? splitter,
    joinSpool: lane?.join,
  });
}

/** Size for a batch's body: receivers count the bytes around a message, too, at least gRPC's prefix. */
export function withoutFraming(maxBatchBytes: number): number {
  return Math.max(1, maxBatchBytes - FRAMING_BYTES);
}

const FRAMING_BYTES = 64;

function splitterFor({ format }: Exporter): Splitter {
  const load = () => loadChunk<typeof import('../split/split-batch')>('split-batch');
  return {
    split: batch => load().splitBatch(batch, format),
    nameOf: batch => load().nameOfFirst(batch, format),
  };
}
