import {
  type Attributes,
  type Histogram,
  type Meter,
  type MetricOptions,
  type Tracer,
  ValueType,
} from '@opentelemetry/api';
import { attributeSets } from '../attribute-sets';

/** What requests are recorded with: the SDK replaces the tracer and the histograms when its providers are there. */
export interface Instruments extends Durations {
  tracer: Tracer;
}

export interface Durations {
  serverDuration: Histogram;
  clientDuration: Histogram;
}

/** The histograms of both sides, in seconds, with the boundaries of the semantic conventions. */
export function durationHistograms(meter: Meter): Durations {
  return {
    serverDuration: meter.createHistogram('http.server.request.duration', {
      ...OPTIONS,
      description: 'Duration of HTTP server requests.',
    }),
    clientDuration: meter.createHistogram('http.client.request.duration', {
      ...OPTIONS,
      description: 'Duration of HTTP client requests.',
    }),
  };
}

const OPTIONS: MetricOptions = {
  unit: 's',
  valueType: ValueType.DOUBLE,
  advice: {
    explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
};

/** The attributes of `http.server.request.duration`, in this order. */
export const serverDurationAttributes: (
  scheme: string,
  method: string,
  version: string | undefined,
  status: number | undefined,
  errorType: string | undefined,
  route: string | undefined,
) => Attributes = attributeSets([
  'url.scheme',
  'http.request.method',
  'network.protocol.version',
  'http.response.status_code',
  'error.type',
  'http.route',
]);

/** The attributes of `http.client.request.duration`, in this order. */
export const clientDurationAttributes: (
  method: string,
  version: string | undefined,
  status: number | undefined,
  errorType: string | undefined,
  address: string,
  port: number,
) => Attributes = attributeSets([
  'http.request.method',
  'network.protocol.version',
  'http.response.status_code',
  'error.type',
  'server.address',
  'server.port',
]);
