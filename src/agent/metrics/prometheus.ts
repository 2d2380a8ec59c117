import { type ExporterConfig, PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { MetricReader } from '@opentelemetry/sdk-metrics';

/** dist/prometheus.js: the exporter that is scraped; its server never keeps the process alive. */
export function createPrometheusExporter(options: ExporterConfig): MetricReader {
  return new PrometheusExporter(options);
}
