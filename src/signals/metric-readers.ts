import type { ResolvedConfig } from '../config';
import type { DeferredReader } from '../metrics/deferred-reader';
import type { LeanMetrics } from '../metrics/lean-metrics';
import { createPeriodicReader, createPrometheusReader } from '../metrics/readers';
import type { MetricFormat } from '../pipeline/metric-exporter';
import { createQueue, type Outlet, outletOf } from './outlet';
import type { SignalsInput } from './signals';
import type { WayOut } from './way-out';

/** Exponential histograms are the SDK's alone. */
export function canBeLean({ get, signals }: ResolvedConfig): boolean {
  const histogram = get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION');
  return (
    get('OTEL_AGENT_LEAN') &&
    signals.metrics.exporters.length > 0 &&
    histogram === 'explicit_bucket_histogram'
  );
}

/** Readers for all exporters of metrics; the way out of each joins `outlets`. */
export function createMetricReaders(
  input: SignalsInput,
  ways: readonly WayOut[],
  outlets: Outlet[],
  lean: LeanMetrics | undefined,
): DeferredReader[] {
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
