import type { MetricProducer, PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { GetValue } from '../../shared/config';
import { loadChunk } from '../boot/chunks';
import type { MetricFormat } from '../export/metric-exporter';
import type { ExportQueue } from '../export/queue/queue';
import { TEMPORALITIES, type TemporalityPreference } from '../export/temporalities';
import { DeferredReader } from './deferred-reader';
import type { LeanMetrics } from './lean-metrics';

/** Options of the SDK's reader or exporter that no setting has. */
type ReaderOptions = Readonly<Record<string, unknown>>;

/** Hands the encoded metrics of each collection to the queue. */
export function createQueueExporter(
  queue: ExportQueue,
  format: MetricFormat,
  get: GetValue,
  redact: (metrics: ResourceMetrics) => ResourceMetrics,
  isOff: (() => boolean) | undefined,
): PushMetricExporter {
  const loadSdk = () => loadChunk<typeof import('./sdk')>('metrics-sdk');
  return loadSdk().createMetricExporter({
    queue,
    format,
    redact,
    temporality: get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'),
    histogram: get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'),
    flushTimeoutMs: get('OTEL_AGENT_EXIT_TIMEOUT'),
    loadSerializers: loadSdk,
    isOff,
  });
}

/** Collects each OTEL_METRIC_EXPORT_INTERVAL. The exporter is made with the reader, when the process runs. */
export function createPeriodicReader(
  createExporter: () => PushMetricExporter,
  get: GetValue,
  lean: LeanMetrics | undefined,
  options: ReaderOptions | undefined,
): DeferredReader {
  const intervalMs = get('OTEL_METRIC_EXPORT_INTERVAL');
  const metricProducers = producers(lean, get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'));
  const create = () => {
    const { PeriodicExportingMetricReader } = loadChunk<typeof import('./sdk')>('metrics-sdk');
    return new PeriodicExportingMetricReader({
      exporter: createExporter(),
      exportIntervalMillis: intervalMs,
      // The reader refuses to be given more time than it has.
      exportTimeoutMillis: Math.min(get('OTEL_METRIC_EXPORT_TIMEOUT'), intervalMs),
      metricProducers,
      ...options,
    });
  };
  return new DeferredReader(create, intervalMs >= LONG_INTERVAL_MS);
}

/** From this interval on, the two seconds until a process counts as running do not matter. */
const LONG_INTERVAL_MS = 10_000;

/** Serves metrics to be scraped, on OTEL_EXPORTER_PROMETHEUS_HOST and _PORT. */
export function createPrometheusReader(
  get: GetValue,
  lean: LeanMetrics | undefined,
  options: ReaderOptions | undefined,
): DeferredReader {
  const metricProducers = producers(lean, 'cumulative');
  const create = () => {
    const { createPrometheusExporter } = loadChunk<typeof import('./prometheus')>('prometheus');
    const host = get('OTEL_EXPORTER_PROMETHEUS_HOST');
    const port = get('OTEL_EXPORTER_PROMETHEUS_PORT');
    return createPrometheusExporter({ host, port, metricProducers, ...options });
  };
  return new DeferredReader(create, false);
}

/** Registers a reader with the lean metrics at once: they have to know it before the first instrument is created. */
function producers(lean: LeanMetrics | undefined, temporality: TemporalityPreference): MetricProducer[] {
  return lean === undefined ? [] : [lean.producerFor(TEMPORALITIES[temporality])];
}
