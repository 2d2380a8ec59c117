import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import {
  type AggregationTemporalityPreference,
  OTLPMetricExporter as JsonMetrics,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcSpans } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonSpans } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufSpans } from '@opentelemetry/exporter-trace-otlp-proto';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { AggregationSelector, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Destination } from '../../../shared/otlp/destination';
import { grpcOptions, httpOptions } from './exporter-options';

/** Makes the official OTLP exporter of spans for a destination's protocol. */
export function createSpanExporter(destination: Destination): SpanExporter {
  if (destination.protocol === 'grpc') return new GrpcSpans(grpcOptions(destination));
  const Exporter = destination.protocol === 'http/json' ? JsonSpans : ProtobufSpans;
  return new Exporter(httpOptions(destination));
}

/** Makes the official OTLP exporter of log records. */
export function createLogRecordExporter(destination: Destination): LogRecordExporter {
  if (destination.protocol === 'grpc') return new GrpcLogs(grpcOptions(destination));
  const Exporter = destination.protocol === 'http/json' ? JsonLogs : ProtobufLogs;
  return new Exporter(httpOptions(destination));
}

/** Temporality and aggregation, by the kind of instrument. */
export interface MetricSelection {
  readonly temporalityPreference: AggregationTemporalityPreference;
  readonly aggregationPreference: AggregationSelector;
}

/** Makes the official OTLP exporter of metrics. */
export function createOfficialMetricExporter(
  destination: Destination,
  selection: MetricSelection,
): PushMetricExporter {
  if (destination.protocol === 'grpc') return new GrpcMetrics({ ...grpcOptions(destination), ...selection });
  const Exporter = destination.protocol === 'http/json' ? JsonMetrics : ProtobufMetrics;
  return new Exporter({ ...httpOptions(destination), ...selection });
}
