import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';

/** OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE. */
export type TemporalityPreference = keyof typeof TEMPORALITIES;

/**
 * Temporality by instrument, as the OTLP metrics exporter's specification has it; an up-down counter is never a delta.
 */
export const TEMPORALITIES = {
  cumulative: (_type: InstrumentType) => AggregationTemporality.CUMULATIVE,
  delta: (type: InstrumentType) =>
    isUpDown(type) ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA,
  lowmemory: (type: InstrumentType) =>
    type === InstrumentType.COUNTER || type === InstrumentType.HISTOGRAM
      ? AggregationTemporality.DELTA
      : AggregationTemporality.CUMULATIVE,
};

function isUpDown(type: InstrumentType): boolean {
  return type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
}
