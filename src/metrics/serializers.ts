/* dist/metric-serializers.js: loaded when metrics are collected for the first time. */
export { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
