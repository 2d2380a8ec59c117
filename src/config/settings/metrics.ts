import { setting } from '../setting';
import { milliseconds, oneOf, timeout, trueOrFalse } from '../types';

/** How metrics are collected and aggregated. */
export const metricSettings = {
  OTEL_METRIC_EXPORT_INTERVAL: setting({
    type: milliseconds(1),
    default: 60_000,
    description: 'Time between two exports of metrics.',
  }),
  OTEL_METRIC_EXPORT_TIMEOUT: setting({
    type: timeout,
    default: 30_000,
    description: 'How long one export of metrics may take.',
  }),
  OTEL_METRICS_EXEMPLAR_FILTER: setting({
    type: oneOf(['trace_based', 'always_on', 'always_off']),
    default: 'trace_based',
    description:
      'Which measurements may become exemplars. Checked, but without effect: the OpenTelemetry SDK for Node.js records no exemplars.',
    hidden: true,
  }),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: setting({
    type: oneOf(['cumulative', 'delta', 'lowmemory']),
    default: 'cumulative',
    description: 'Whether sums count from the start (cumulative) or from the last export (delta).',
    flag: 'metrics-temporality-preference',
  }),
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: setting({
    type: oneOf(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram']),
    default: 'explicit_bucket_histogram',
    description: 'How histograms without a view are aggregated.',
    flag: 'metrics-default-histogram-aggregation',
  }),
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: setting({
    type: trueOrFalse,
    default: false,
    description: "Metrics about the SDK's own work (`otel.sdk.*`).",
  }),
};
