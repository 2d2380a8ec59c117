import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { consoleMetrics } from './encode/console-metrics';
import type { ExportQueue } from './queue';

export type MetricFormat = 'otlp-protobuf' | 'otlp-json' | 'console';

export interface MetricExporterOptions {
  readonly format: MetricFormat;
  /** OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE. */
  readonly temporality?: 'cumulative' | 'delta' | 'lowmemory';
  /** OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION, as the SDK names it. */
  readonly histogramAggregation?: AggregationOption;
  /** Bounds forceFlush and shutdown. */
  readonly flushTimeoutMs?: number;
  /** Loads the official serializers, with the first collection: metrics leave once a minute. */
  readonly loadSerializers: () => MetricSerializers;
}

export type MetricSerializers = Pick<
  typeof import('@opentelemetry/otlp-transformer'),
  'ProtobufMetricsSerializer' | 'JsonMetricsSerializer'
>;

const DEFAULT_FLUSH_TIMEOUT_MS = 5000;
const DEFAULT_AGGREGATION: AggregationOption = { type: AggregationType.DEFAULT };

/**
 * For the SDK's periodic reader. A collection is handed to the queue and reported as exported at once: the queue
 * tries again, counts and reports by itself, and the reader must not wait for a receiver that is down.
 */
export function createMetricExporter(queue: ExportQueue, options: MetricExporterOptions): PushMetricExporter {
  const { format, temporality = 'cumulative', flushTimeoutMs = DEFAULT_FLUSH_TIMEOUT_MS } = options;
  const histogram = options.histogramAggregation ?? DEFAULT_AGGREGATION;
  return {
    export(metrics, done) {
      done(queue.isSwitchedOff() ? { code: ExportResultCode.SUCCESS } : enqueue(metrics, queue, format));
    },
    selectAggregationTemporality: type => TEMPORALITIES[temporality](type),
    selectAggregation: type => (type === InstrumentType.HISTOGRAM ? histogram : DEFAULT_AGGREGATION),
    async forceFlush() {
      await queue.flush(flushTimeoutMs);
    },
    async shutdown() {
      await queue.shutdown(flushTimeoutMs);
    },
  };
}

function enqueue(metrics: ResourceMetrics, queue: ExportQueue, format: MetricFormat): ExportResult {
  const items = countPoints(metrics);
  try {
    const body = serialize(metrics, options);
    if (items > 0 && body !== undefined) queue.push({ signal: 'metrics', body, items });
    return { code: ExportResultCode.SUCCESS };
  } catch (error) {
    queue.drop('not_encodable', items, String(error));
    return {
      code: ExportResultCode.FAILED,
      error: error instanceof Error ? error : new Error(String(error)),
    };
  }
}

function serialize(
  metrics: ResourceMetrics,
  { format, loadSerializers }: MetricExporterOptions,
): Uint8Array | undefined {
  if (format === 'console') return consoleMetrics(metrics);
  const { ProtobufMetricsSerializer, JsonMetricsSerializer } = loadSerializers();
  return (format === 'otlp-json' ? JsonMetricsSerializer : ProtobufMetricsSerializer).serializeRequest(
    metrics,
  );
}

function countPoints({ scopeMetrics }: ResourceMetrics): number {
  let points = 0;
  for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) points += dataPoints.length;
  return points;
}

/** By the OTLP metrics exporter's specification; an up-down counter is never a delta. */
const TEMPORALITIES = {
  cumulative: () => AggregationTemporality.CUMULATIVE,
  delta: (type: InstrumentType) =>
    isUpDown(type) ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA,
  lowmemory: (type: InstrumentType) =>
    type === InstrumentType.COUNTER || type === InstrumentType.HISTOGRAM
      ? AggregationTemporality.DELTA
      : AggregationTemporality.CUMULATIVE,
};

function isUpDown(type: InstrumentType): boolean {
  return type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
}
