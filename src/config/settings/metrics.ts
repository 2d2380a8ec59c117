import type { SettingTable } from '../setting';

/** How metrics are collected and aggregated. */
export const metricSettings = {
  OTEL_METRIC_EXPORT_INTERVAL: {
    kind: 'duration',
    min: 1,
    default: 60_000,
    description: 'Time between two exports of metrics.',
  },
  OTEL_METRIC_EXPORT_TIMEOUT: {
    kind: 'timeout',
    default: 30_000,
    description: 'How long one export of metrics may take.',
  },
  OTEL_METRICS_EXEMPLAR_FILTER: {
    kind: 'word',
    words: ['trace_based', 'always_on', 'always_off'],
    default: 'trace_based',
    description:
      'Which measurements may become exemplars. Checked, but without effect: the OpenTelemetry SDK for Node.js records no exemplars.',
    hidden: true,
  },
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
    kind: 'word',
    words: ['cumulative', 'delta', 'lowmemory'],
    default: 'cumulative',
    description: 'Whether sums count from the start (cumulative) or from the last export (delta).',
    flag: 'metrics-temporality-preference',
  },
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: {
    kind: 'word',
    words: ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'],
    default: 'explicit_bucket_histogram',
    description: 'How histograms without a view are aggregated.',
    flag: 'metrics-default-histogram-aggregation',
  },
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: {
    kind: 'boolean',
    default: false,
    description: "Metrics about the SDK's own work (`otel.sdk.*`).",
  },
} as const satisfies SettingTable;
