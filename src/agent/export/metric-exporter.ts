/* dist/metric-requests.js: collections as requests, loaded with the first one: metrics leave once a minute. */

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import {
  type AggregationOption,
  type AggregationType,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { countPoints } from './count-points';
import { loadTextFormats } from './encode/formats';
import { mergeScopes } from './merge-scopes';
import type { ExportQueue } from './queue/queue';
import { TEMPORALITIES, type TemporalityPreference } from './temporalities';
import type { Batch } from './types';

export type MetricFormat = 'otlp-protobuf' | 'otlp-json' | 'console';

export interface MetricExporterOptions {
  readonly queue: ExportQueue;
  readonly format: MetricFormat;
  /** Hides secrets. */
  readonly redact?: (metrics: ResourceMetrics) => ResourceMetrics;
  /** OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE. */
  readonly temporality?: TemporalityPreference;
  /** OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION. */
  readonly histogram?: 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram';
  /** Bounds forceFlush and shutdown. */
  readonly flushTimeoutMs?: number;
  /** True while a collection is not wanted. */
  readonly isOff?: (() => boolean) | undefined;
}

const DEFAULT_FLUSH_TIMEOUT_MS = 5000;
/** Members of the SDK's enum, whose file would bring all aggregators along. */
const DEFAULT: AggregationType.DEFAULT = 0;
const EXPONENTIAL_HISTOGRAM: AggregationType.EXPONENTIAL_HISTOGRAM = 5;

/**
 * Exporter for the SDK's periodic reader. It hands a collection to the queue and reports it as exported at once: the
 * queue retries, counts and reports by itself, and the reader must not wait for a receiver that is down.
 */
export function createMetricExporter(options: MetricExporterOptions): PushMetricExporter {
  const { queue, temporality = 'cumulative', flushTimeoutMs = DEFAULT_FLUSH_TIMEOUT_MS } = options;
  return {
    export(metrics, done) {
      if (options.isOff?.()) return done({ code: ExportResultCode.SUCCESS });
      if (!queue.isSwitchedOff())
        return done(enqueue(options.redact?.(mergeScopes(metrics)) ?? mergeScopes(metrics), options));
      queue.drop('unsupported', countPoints(metrics));
      return done({ code: ExportResultCode.SUCCESS });
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

function enqueue(metrics: ResourceMetrics, { queue, format }: MetricExporterOptions): ExportResult {
  try {
    const batch = encodeMetrics(metrics, format);
    if (batch !== undefined) queue.push(batch);
    return { code: ExportResultCode.SUCCESS };
  } catch (error) {
    queue.drop('not_encodable', countPoints(metrics), String(error));
    return {
      code: ExportResultCode.FAILED,
      error: error instanceof Error ? error : new Error(String(error)),
    };
  }
}

/** Encodes a collection as an export request; undefined if it holds no data points. */
export function encodeMetrics(metrics: ResourceMetrics, format: MetricFormat): Batch | undefined {
  const items = countPoints(metrics);
  const body = items === 0 ? undefined : serialize(metrics, format);
  return body && { signal: 'metrics', body, items };
}

function serialize(metrics: ResourceMetrics, format: MetricFormat): Uint8Array | undefined {
  if (format === 'console') return loadTextFormats().consoleMetrics(metrics);
  return (format === 'otlp-json' ? JsonMetricsSerializer : ProtobufMetricsSerializer).serializeRequest(
    metrics,
  );
}

function aggregation(type: InstrumentType, histogram: MetricExporterOptions['histogram']): AggregationOption {
  const isExponential =
    type === InstrumentType.HISTOGRAM && histogram === 'base2_exponential_bucket_histogram';
  return { type: isExponential ? EXPONENTIAL_HISTOGRAM : DEFAULT };
}
