import { type MetricOptions, ValueType } from '@opentelemetry/api';

/** Options of a histogram of request durations. Semantic conventions, `http.server.request.duration`. */
export const DURATION_OPTIONS: MetricOptions = {
  unit: 's',
  valueType: ValueType.DOUBLE,
  advice: {
    explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
};
