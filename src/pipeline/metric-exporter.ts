import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  type AggregationOption,
  AggregationType,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { consoleMetrics } from './encode/console-metrics';
import { mergeScopes } from './merge-scopes';
import type { ExportQueue } from './queue';
import { TEMPORALITIES, type TemporalityPreference } from './temporalities';

export type MetricFormat = 'otlp-protobuf' | 'otlp-json' | 'console';

export interface MetricExporterOptions {
  readonly queue: ExportQueue;
  readonly format: MetricFormat;
  /** OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE. */
  readonly temporality?: TemporalityPreference;
  /** OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION. */
  readonly histogram?: 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram';
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

/**
 * For the SDK's periodic reader. A collection is handed to the queue and reported as exported at once: the queue
 * tries again, counts and reports by itself, and the reader must not wait for a receiver that is down.
 */
export function createMetricExporter(options: MetricExporterOptions): PushMetricExporter {
  const { queue, temporality = 'cumulative', flushTimeoutMs = DEFAULT_FLUSH_TIMEOUT_MS } = options;
  return {
    export(metrics, done) {
      const isDue = !queue.isSwitchedOff();
      done(isDue ? enqueue(mergeScopes(metrics), options) : { code: ExportResultCode.SUCCESS });
    },
    selectAggregationTemporality: TEMPORALITIES[temporality],
    selectAggregation: type => aggregation(type, options.histogram),
    async forceFlush() {
      await queue.flush(flushTimeoutMs);
    },
    async shutdown() {
      await queue.shutdown(flushTimeoutMs);
    },
  };
}

function enqueue(metrics: ResourceMetrics, options: MetricExporterOptions): ExportResult {
  const { queue } = options;
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

function aggregation(type: InstrumentType, histogram: MetricExporterOptions['histogram']): AggregationOption {
  const isExponential =
    type === InstrumentType.HISTOGRAM && histogram === 'base2_exponential_bucket_histogram';
  return { type: isExponential ? AggregationType.EXPONENTIAL_HISTOGRAM : AggregationType.DEFAULT };
}
