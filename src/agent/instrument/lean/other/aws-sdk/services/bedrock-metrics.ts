import { type Meter, ValueType } from '@opentelemetry/api';
import type { AwsMetrics } from '../types';

/** Boundaries of the semantic conventions for generative AI, in seconds: powers of two. */
const SECONDS = Array.from({ length: 14 }, (_, power) => 2 ** power / 100);
/** Powers of four, up to 67 million. */
const TOKENS = Array.from({ length: 14 }, (_, power) => 4 ** power);

/** Makes upstream's metrics of Bedrock's models. */
export function metricInstruments(meter: Meter): AwsMetrics {
  return {
    tokenUsage: meter.createHistogram('gen_ai.client.token.usage', {
      unit: '{token}',
      description: 'Measures number of input and output tokens used',
      valueType: ValueType.INT,
      advice: { explicitBucketBoundaries: TOKENS },
    }),
    operationDuration: meter.createHistogram('gen_ai.client.operation.duration', {
      unit: 's',
      description: 'GenAI operation duration',
      advice: { explicitBucketBoundaries: SECONDS },
    }),
  };
}
