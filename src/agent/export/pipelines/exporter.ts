import { type Destination, originOf } from '../../../shared/otlp/destination';
import { loadChunk } from '../../boot/chunks';
import type { TransportsChunk } from '../transports/connect';
import { createConsoleTransport } from '../transports/console';
import { lazyTransport } from '../transports/lazy';
import type { Signal, Transport } from '../types';

/** Exporter of a signal as configured: its destination, or undefined for stdout. */
export interface ExporterTarget {
  readonly exporter: string;
  readonly destination: Destination | undefined;
  /** Its own rules, in the place of its signal's. */
  readonly batching?: BatchingRules;
}

/** Settings for gathering and sending items. */
export interface BatchingRules {
  readonly scheduleDelayMs: number;
  readonly maxQueueItems: number;
  readonly maxBatchItems: number;
  readonly exportTimeoutMs: number;
}

/** Format of the batches. */
export type ExportFormat = 'otlp-protobuf' | 'otlp-json' | 'zipkin-json' | 'console';

/** Exporter of a signal, without its queue. */
export interface Exporter extends ExporterTarget {
  readonly signal: Signal;
  readonly format: ExportFormat;
  readonly transport: Transport;
  readonly timeoutMs: number;
}

/** Limit for writing to a pipe that is not read. */
const STDOUT_TIMEOUT_MS = 1000;

const FORMATS: Readonly<Record<Destination['protocol'], ExportFormat>> = {
  grpc: 'otlp-protobuf',
  'http/protobuf': 'otlp-protobuf',
  'http/json': 'otlp-json',
  'zipkin/json': 'zipkin-json',
};

/** Makes an exporter. Nothing is connected, and no transport code is loaded. */
export function createExporter(signal: Signal, target: ExporterTarget, userAgent: string): Exporter {
  const { exporter } = target;
  if (target.destination === undefined) {
    return {
      signal,
      exporter,
      destination: undefined,
      format: exporter === 'console' ? 'console' : 'otlp-json',
      transport: createConsoleTransport(),
      timeoutMs: STDOUT_TIMEOUT_MS,
    };
  }
  const destination = withUserAgent(target.destination, userAgent);
  return {
    signal,
    exporter,
    destination,
    format: FORMATS[destination.protocol],
    transport: lazyTransport(() => loadChunk<TransportsChunk>('transports').connect(destination)),
    timeoutMs: destination.timeoutMs,
  };
}

function withUserAgent(destination: Destination, userAgent: string): Destination {
  return { ...destination, headers: { ...destination.headers, 'user-agent': userAgent } };
}

/** Name of the receiver in messages, without a path and without credentials. */
export function receiverName({ exporter, destination }: ExporterTarget): string {
  if (destination === undefined) return 'stdout';
  return `${exporter === 'zipkin' ? 'Zipkin' : 'the Collector'} at ${originOf(destination)}`;
}
