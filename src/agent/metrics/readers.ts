import type { Resource } from '@opentelemetry/resources';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { GetValue } from '../../shared/config';
import { loadChunk } from '../boot/chunks';
import type { MetricFormat } from '../export/metric-exporter';
import type { ExportQueue } from '../export/queue/queue';
import { TEMPORALITIES, type TemporalityPreference } from '../export/temporalities';
import { DeferredReader } from './deferred-reader';
import type { LeanMetrics } from './lean/lean-metrics';
import { LeanReader } from './lean/lean-reader';
import type { UnexportedOfReader } from './unexported';

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
  return loadRequests().createMetricExporter({
    queue,
    format,
    redact,
    temporality: get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'),
    histogram: get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'),
    flushTimeoutMs: get('OTEL_AGENT_EXIT_TIMEOUT'),
    isOff,
  });
}

/** Loads what makes requests of collections. */
export function loadRequests() {
  return loadChunk<typeof import('../export/metric-exporter')>('metric-requests');
}

interface PeriodicInput {
  /** Called when there is something to export. */
  readonly createExporter: () => PushMetricExporter;
  readonly get: GetValue;
  readonly lean: LeanMetrics | undefined;
  readonly options: ReaderOptions | undefined;
  readonly unexported: UnexportedOfReader;
}

/** Collects each OTEL_METRIC_EXPORT_INTERVAL. */
export function createPeriodicReader(input: PeriodicInput): DeferredReader {
  const { createExporter, get, lean, options, unexported } = input;
  const intervalMs = get('OTEL_METRIC_EXPORT_INTERVAL');
  // The reader refuses to be given more time than it has.
  const timeoutMs = Math.min(get('OTEL_METRIC_EXPORT_TIMEOUT'), intervalMs);
  const producer = produce(lean, get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'));
  const create = () => {
    const { PeriodicReader } = loadChunk<typeof import('./sdk')>('metrics-sdk');
    const own = {
      exporter: createExporter(),
      exportIntervalMillis: intervalMs,
      exportTimeoutMillis: timeoutMs,
      ...(producer && { metricProducers: [producer] }),
    };
    return new PeriodicReader({ ...own, ...options }, unexported);
  };
  const createLean =
    producer === undefined || Object.keys(options ?? {}).length > 0
      ? undefined
      : (resource: Resource) =>
          new LeanReader({ producer, createExporter, intervalMs, timeoutMs, unexported }, resource);
  return new DeferredReader({ create, createLean, isPatient: intervalMs >= LONG_INTERVAL_MS, unexported });
}

/** From this interval on, the two seconds until a process counts as running do not matter. */
const LONG_INTERVAL_MS = 10_000;

/** Serves metrics to be scraped, on OTEL_EXPORTER_PROMETHEUS_HOST and _PORT. */
export function createPrometheusReader(
  get: GetValue,
  lean: LeanMetrics | undefined,
  options: ReaderOptions | undefined,
): DeferredReader {
  const producer = produce(lean, 'cumulative');
  const create = () => {
    const { createPrometheusExporter } = loadChunk<typeof import('./prometheus')>('prometheus');
    const host = get('OTEL_EXPORTER_PROMETHEUS_HOST');
    const port = get('OTEL_EXPORTER_PROMETHEUS_PORT');
    const metricProducers = producer && { metricProducers: [producer] };
    return createPrometheusExporter({ host, port, ...metricProducers, ...options });
  };
  return new DeferredReader({ create, createLean: undefined, isPatient: false, unexported: undefined });
}

/** Registers a reader with the lean metrics at once: they have to know it before the first instrument is created. */
function produce(lean: LeanMetrics | undefined, temporality: TemporalityPreference) {
  return lean?.producerFor(TEMPORALITIES[temporality]);
}
