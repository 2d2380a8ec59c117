import { type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { loadChunk } from '../chunks';
import type { GetValue } from '../config';
import {
  createMetricExporter,
  type MetricFormat,
  type MetricSerializers,
  TEMPORALITIES,
} from '../pipeline/metric-exporter';
import type { ExportQueue } from '../pipeline/queue';
import type { LeanMetrics } from './lean-metrics';

/** Collects each OTEL_METRIC_EXPORT_INTERVAL and hands the encoded metrics to the queue. */
export function createPeriodicReader(
  queue: ExportQueue,
  format: MetricFormat,
  get: GetValue,
  lean: LeanMetrics | undefined,
): MetricReader {
  const temporality = get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE');
  const intervalMs = get('OTEL_METRIC_EXPORT_INTERVAL');
  return new PeriodicExportingMetricReader({
    exporter: createMetricExporter({
      queue,
      format,
      temporality,
      histogram: get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'),
      flushTimeoutMs: get('OTEL_AGENT_EXIT_TIMEOUT'),
      loadSerializers: () => loadChunk<MetricSerializers>('metric-serializers'),
    }),
    exportIntervalMillis: intervalMs,
    // The reader refuses to be given more time than it has.
    exportTimeoutMillis: Math.min(get('OTEL_METRIC_EXPORT_TIMEOUT'), intervalMs),
    ...(lean && { metricProducers: [lean.producerFor(TEMPORALITIES[temporality])] }),
  });
}

/** Serves metrics to be scraped, on OTEL_EXPORTER_PROMETHEUS_HOST and _PORT. */
export function createPrometheusReader(get: GetValue, lean: LeanMetrics | undefined): MetricReader {
  const { createPrometheusExporter } = loadChunk<typeof import('./prometheus')>('prometheus');
  return createPrometheusExporter({
    host: get('OTEL_EXPORTER_PROMETHEUS_HOST'),
    port: get('OTEL_EXPORTER_PROMETHEUS_PORT'),
    ...(lean && { metricProducers: [lean.producerFor(TEMPORALITIES.cumulative)] }),
  });
}
