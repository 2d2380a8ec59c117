import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { MetricReader } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { loadChunk } from './chunks';
import type { ResolvedConfig, SignalExport } from './config';
import type { Connection, Drain } from './lifecycle/drain';
import { LeanMetrics } from './metrics/lean-metrics';
import { createPeriodicReader, createPrometheusReader } from './metrics/readers';
import { createBatcher } from './pipeline/batcher';
import { createLogRecordEncoder, createSpanEncoder, type LogRecordFormat } from './pipeline/encode/encoders';
import { createLogRecordProcessor } from './pipeline/log-record-processor';
import type { MetricFormat } from './pipeline/metric-exporter';
import { createExportQueue, type ExportQueue, type QueueStats } from './pipeline/queue';
import { createSpanProcessor } from './pipeline/span-processor';
import { type ConnectionOptions, userAgent } from './pipeline/transports/connection-options';
import { createConsoleTransport } from './pipeline/transports/console';
import { lazyTransport } from './pipeline/transports/lazy';
import type { Encoder, Report, Signal, Stage, Transport } from './pipeline/types';
import type { TransportsChunk } from './transports';

/** One way out of the process for one signal: what the end of the process has to know of it, and what is counted. */
export interface Outlet extends Drain {
  readonly signal: Signal;
  readonly exporter: string;
  stats(): QueueStats;
}

export interface Signals {
  readonly spanProcessors: SpanProcessor[];
  readonly logRecordProcessors: LogRecordProcessor[];
  readonly metricReaders: MetricReader[];
  /** The provider that instrumentations get, made from the SDK's. */
  readonly meterProvider: (sdk: MeterProvider) => MeterProvider;
  readonly outlets: Outlet[];
}

export interface SignalsInput {
  readonly config: ResolvedConfig;
  readonly agentVersion: string;
  readonly resource: () => Resource;
  readonly report: Report;
  /** Called for each span and log record, so it has to be cheap. */
  readonly onItem: () => void;
  /** The process is more than a short script, so that its metrics are worth a last export. */
  readonly isRunning: () => boolean;
  /** What happens to a span before it is encoded. */
  readonly spanStages: readonly Stage<ReadableSpan>[];
}

/** Joins each signal's exporters with the stages of the pipeline. Nothing is connected, and no transport code is loaded. */
export function createSignals(input: SignalsInput): Signals {
  const { config, resource } = input;
  const outlets: Outlet[] = [];

  const ways = (signal: Signal, settings: SignalExport) =>
    settings.exporters
      .filter(name => name !== 'prometheus')
      .map(name => wayOut(signal, name, settings, input));

  const batched = <Item>(way: WayOut, encoder: Encoder<Item>, stages: readonly Stage<Item>[] = []) => {
    const rules = way.signal === 'logs' ? config.batching.logs : config.batching.traces;
    const queue = createQueue(way, rules.maxQueueItems, input, () => batcher.stop());
    const batcher = createBatcher({
      stages: [noting<Item>(input.onItem), ...stages],
      encoder,
      queue,
      ...rules,
    });
    outlets.push(outletOf(way, batcher));
    return batcher;
  };

  const spanProcessors = ways('traces', config.signals.traces).map(way =>
    createSpanProcessor(
      batched<ReadableSpan>(way, createSpanEncoder(way.format, resource), input.spanStages),
      config.get('OTEL_AGENT_EXIT_TIMEOUT'),
    ),
  );
  const logRecordProcessors = ways('logs', config.signals.logs).map(way =>
    createLogRecordProcessor(
      batched<ReadableLogRecord>(way, createLogRecordEncoder(way.format as LogRecordFormat, resource)),
      config.get('OTEL_AGENT_EXIT_TIMEOUT'),
    ),
  );
  const lean = canBeLean(config) ? new LeanMetrics() : undefined;
  const metricReaders = createMetricReaders(input, ways('metrics', config.signals.metrics), outlets, lean);
  const meterProvider = (sdk: MeterProvider) => lean?.providerOver(sdk) ?? sdk;
  return { spanProcessors, logRecordProcessors, metricReaders, meterProvider, outlets };
}

function noting<Item>(onItem: () => void): Stage<Item> {
  return item => {
    onItem();
    return item;
  };
}

/** Exponential histograms are the SDK's alone. */
function canBeLean({ get, signals }: ResolvedConfig): boolean {
  const histogram = get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION');
  return (
    get('OTEL_AGENT_LEAN') &&
    signals.metrics.exporters.length > 0 &&
    histogram === 'explicit_bucket_histogram'
  );
}

function createMetricReaders(
  input: SignalsInput,
  ways: readonly WayOut[],
  outlets: Outlet[],
  lean: LeanMetrics | undefined,
): MetricReader[] {
  const { exporters } = input.config.signals.metrics;
  if (exporters.length === 0) return [];
  const readers = ways.map(way => {
    const queue = createQueue(way, Number.POSITIVE_INFINITY, input);
    const reader = createPeriodicReader(queue, way.format as MetricFormat, input.config.get, lean);
    let isCollected = false;
    outlets.push({
      ...outletOf(way, queue),
      hasUncollected: () => !isCollected && input.isRunning(),
      // Metrics leave once a minute; what the traces' connection says of the receiver is newer.
      isWarm: () => queue.isWarm() || outlets.some(({ signal, isWarm }) => signal === 'traces' && isWarm()),
      async flush(timeoutMs) {
        isCollected = true;
        await reader.forceFlush({ timeoutMillis: timeoutMs }).catch(() => {});
        return queue.flush(timeoutMs);
      },
    });
    return reader;
  });
  if (exporters.includes('prometheus')) readers.push(createPrometheusReader(input.config.get, lean));
  return readers;
}

/** One exporter of one signal, before its queue: where it leads and what travels there. */
interface WayOut {
  readonly signal: Signal;
  readonly exporter: string;
  readonly format: 'otlp-protobuf' | 'otlp-json' | 'zipkin-json' | 'console';
  readonly connection: (ConnectionOptions & Connection) | undefined;
  readonly transport: Transport;
  readonly timeoutMs: number;
}

function wayOut(signal: Signal, exporter: string, settings: SignalExport, input: SignalsInput): WayOut {
  const { get } = input.config;
  if (exporter === 'console' || exporter === 'otlp/stdout') {
    const format = exporter === 'console' ? 'console' : 'otlp-json';
    return {
      signal,
      exporter,
      format,
      connection: undefined,
      transport: createConsoleTransport(),
      timeoutMs: 1000,
    };
  }
  const agent = userAgent(input.agentVersion);
  if (exporter === 'zipkin') {
    const connection = {
      url: get('OTEL_EXPORTER_ZIPKIN_ENDPOINT')?.text ?? 'http://localhost:9411/api/v2/spans',
      headers: {},
      compression: 'none',
      userAgent: agent,
      body: 'zipkin-json',
    } as const;
    return remote({
      signal,
      exporter,
      format: 'zipkin-json',
      connection,
      timeoutMs: get('OTEL_EXPORTER_ZIPKIN_TIMEOUT'),
    });
  }
  const { url, headers, compression, tls, protocol, timeoutMs } = settings;
  const format = protocol === 'http/json' ? 'otlp-json' : 'otlp-protobuf';
  const body = protocol === 'grpc' ? 'grpc' : format;
  const files = Object.fromEntries(Object.entries(tls).filter(([, file]) => file !== undefined));
  return remote({
    signal,
    exporter,
    format,
    timeoutMs,
    connection: { url, headers, compression, tls: files, userAgent: agent, body },
  });
}

function remote(way: Omit<WayOut, 'transport'>): WayOut {
  const { connection } = way;
  return {
    ...way,
    transport: lazyTransport(() => loadChunk<TransportsChunk>('transports').connect(connection!)),
  };
}

function createQueue(
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

function outletOf(
  { signal, exporter, connection }: WayOut,
  held: Omit<Drain, 'connection'> & Pick<Outlet, 'stats'>,
): Outlet {
  const { flush, takeUnsent, hasUnsent, isWarm, stats } = held;
  return { signal, exporter, connection, flush, takeUnsent, hasUnsent, isWarm, stats };
}

/** The receiver as messages name it: without a path, and without credentials. */
function destinationOf({ exporter, connection }: WayOut): string {
  if (connection === undefined) return 'stdout';
  const origin = connection.url.replace(/^(https?:\/\/)(?:[^/@]*@)?([^/]*).*$/, '$1$2');
  return exporter === 'zipkin' ? `Zipkin at ${origin}` : `the Collector at ${origin}`;
}
