import { type Histogram, type Meter, type Tracer, ValueType } from '@opentelemetry/api';
import { attributeSets } from '../../attribute-sets';

/** Instruments that record requests to models. */
export interface Instruments extends MetricInstruments {
  tracer: Tracer;
}

export interface MetricInstruments {
  operationDuration: Histogram;
  timeToFirstChunk: Histogram;
  tokenUsage: Histogram;
}

/** Boundaries of the semantic conventions for generative AI, in seconds. */
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
/** Powers of four, up to 67 million. */
const TOKENS = Array.from({ length: 14 }, (_, power) => 4 ** power);

/** Names, units and boundaries of the semantic conventions. */
export function metricInstruments(meter: Meter): MetricInstruments {
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      valueType: ValueType.DOUBLE,
      advice: { explicitBucketBoundaries: SECONDS },
    });
  return {
    operationDuration: seconds('gen_ai.client.operation.duration', 'GenAI operation duration.'),
    timeToFirstChunk: seconds(
      'gen_ai.client.operation.time_to_first_chunk',
      'Time to receive the first chunk, measured from when the client issues the generation request to when the first chunk is received in the response stream.',
    ),
    tokenUsage: meter.createHistogram('gen_ai.client.token.usage', {
      description: 'Number of input and output tokens used.',
      unit: '{token}',
      valueType: ValueType.INT,
      advice: { explicitBucketBoundaries: TOKENS },
    }),
  };
}

/** Attributes of all three metrics, in this order. */
export const metricAttributes = attributeSets([
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'server.address',
  'server.port',
  'error.type',
  'gen_ai.token.type',
]);
