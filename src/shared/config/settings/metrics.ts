import type { SettingTable } from '../setting';

/** Settings of the collection and aggregation of metrics. */
export const METRIC_SETTINGS = {
  OTEL_METRIC_EXPORT_INTERVAL: {
    kind: 'duration',
    min: 1,
    default: 60_000,
    description: 'Time between two exports of metrics.',
  },
  OTEL_METRIC_EXPORT_TIMEOUT: {
    kind: 'timeout',
    default: 30_000,
    description: 'Time limit of an export of metrics.',
  },
  OTEL_METRICS_EXEMPLAR_FILTER: {
    kind: 'word',
    words: ['trace_based', 'always_on', 'always_off'],
    default: 'trace_based',
    description: 'Measurements that may become exemplars.',
    inert: 'the OpenTelemetry SDK for Node.js records no exemplars',
    hints: true,
    hidden: true,
  },
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
    kind: 'word',
    words: ['cumulative', 'delta', 'lowmemory'],
    default: 'cumulative',
    description: 'Sums count from the start (cumulative) or from the last export (delta).',
    flag: 'metrics-temporality-preference',
  },
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: {
    kind: 'word',
    words: ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'],
    default: 'explicit_bucket_histogram',
    description: 'Aggregation of histograms without a view.',
    flag: 'metrics-default-histogram-aggregation',
  },
  OTEL_AGENT_SELF_METRICS: {
    kind: 'switch',
    default: true,
    description:
      "Metrics about the agent's own work with each export of metrics: items acknowledged, dropped and waiting and times of requests (`otel.sdk.*`), loaded libraries (`otel_agent.library`).",
  },
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: {
    kind: 'boolean',
    default: false,
    description:
      "Also counts started and live spans (`otel.sdk.span.*`), by OpenTelemetry's own spans, which are slower.",
  },
} as const satisfies SettingTable;
