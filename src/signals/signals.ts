import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ResolvedConfig, SignalExport } from '../config';
import { LeanMetrics } from '../metrics/lean-metrics';
import { createBatcher } from '../pipeline/batcher';
import { createLogRecordEncoder, createSpanEncoder, type LogRecordFormat } from '../pipeline/encode/encoders';
import { createLogRecordProcessor } from '../pipeline/log-record-processor';
import { createSpanProcessor } from '../pipeline/span-processor';
import type { Encoder, Report, Signal, Stage } from '../pipeline/types';
import { canBeLean, createMetricReaders } from './metric-readers';
import { createQueue, type Outlet, outletOf } from './outlet';
import { type WayOut, wayOut } from './way-out';

export interface Signals {
  readonly spanProcessors: SpanProcessor[];
  readonly logRecordProcessors: LogRecordProcessor[];
  readonly metricReaders: IMetricReader[];
  /** From now on metrics are collected: the process is more than a short script. */
  readonly startReaders: () => void;
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
  const readers = createMetricReaders(input, ways('metrics', config.signals.metrics), outlets, lean);
  const meterProvider = (sdk: MeterProvider) => lean?.providerOver(sdk) ?? sdk;
  return {
    spanProcessors,
    logRecordProcessors,
    metricReaders: readers.map(reader => reader.asReader()),
    startReaders: () => {
      for (const reader of readers) reader.open();
    },
    meterProvider,
    outlets,
  };
}

function noting<Item>(onItem: () => void): Stage<Item> {
  return item => {
    onItem();
    return item;
  };
}
