import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { MetricReader } from '@opentelemetry/sdk-metrics';

/** dist/prometheus.js: the exporter that is scraped; its server never keeps the process alive. */
export function createPrometheusExporter(host: string, port: number): MetricReader {
  return new PrometheusExporter({ host, port });
}
