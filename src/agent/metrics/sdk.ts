/* dist/metrics-sdk.js: the SDK's part of metrics and the official serializers, loaded when the app has started. */
export { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
export { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
export { createMetricExporter, encodeMetrics } from '../export/metric-exporter';
export { collectNow } from './collect-now';
export { observeQueues } from './queue-metrics';
