import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { loadChunk } from '../chunks';
import type { GetValue } from '../config';
import type { MetricFormat } from '../pipeline/metric-exporter';
import type { ExportQueue } from '../pipeline/queue';
import { TEMPORALITIES, type TemporalityPreference } from '../pipeline/temporalities';
import { DeferredReader } from './deferred-reader';
import type { LeanMetrics } from './lean-metrics';

/** Collects each OTEL_METRIC_EXPORT_INTERVAL and hands the encoded metrics to the queue. */
export function createPeriodicReader(
  queue: ExportQueue,
  format: MetricFormat,
  get: GetValue,
  lean: LeanMetrics | undefined,
): DeferredReader {
  const temporality = get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE');
  const intervalMs = get('OTEL_METRIC_EXPORT_INTERVAL');
  const metricProducers = producers(lean, temporality);
  const loadSdk = () => loadChunk<typeof import('./sdk')>('metrics-sdk');
  const create = () => {
    const { createMetricExporter, PeriodicExportingMetricReader } = loadSdk();
    return new PeriodicExportingMetricReader({
      exporter: createMetricExporter({
        queue,
        format,
        temporality,
        histogram: get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'),
        flushTimeoutMs: get('OTEL_AGENT_EXIT_TIMEOUT'),
        loadSerializers: loadSdk,
      }),
      exportIntervalMillis: intervalMs,
      // The reader refuses to be given more time than it has.
      exportTimeoutMillis: Math.min(get('OTEL_METRIC_EXPORT_TIMEOUT'), intervalMs),
      metricProducers,
    });
  };
  return new DeferredReader(create, intervalMs >= LONG_INTERVAL_MS);
}

/** An interval that the two seconds until a process counts as running do not matter to. */
const LONG_INTERVAL_MS = 10_000;

/** Serves metrics to be scraped, on OTEL_EXPORTER_PROMETHEUS_HOST and _PORT. */
export function createPrometheusReader(get: GetValue, lean: LeanMetrics | undefined): DeferredReader {
  const metricProducers = producers(lean, 'cumulative');
  const create = () => {
    const { createPrometheusExporter } = loadChunk<typeof import('./prometheus')>('prometheus');
    const host = get('OTEL_EXPORTER_PROMETHEUS_HOST');
    const port = get('OTEL_EXPORTER_PROMETHEUS_PORT');
    return createPrometheusExporter({ host, port, metricProducers });
  };
  return new DeferredReader(create, false);
}

/** Made with the reader, which has to be known before the first instrument is made, and not when it begins to read. */
function producers(lean: LeanMetrics | undefined, temporality: TemporalityPreference): MetricProducer[] {
  return lean === undefined ? [] : [lean.producerFor(TEMPORALITIES[temporality])];
}
