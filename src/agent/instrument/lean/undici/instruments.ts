import type { Attributes, Histogram, Meter, Tracer } from '@opentelemetry/api';
import { attributeSets } from '../attribute-sets';
import { DURATION_OPTIONS } from '../duration-options';

/** Instruments that record requests. The SDK replaces both when its providers are there. */
export interface Instruments extends Durations {
  tracer: Tracer;
}

export interface Durations {
  duration: Histogram;
}

/** The histogram of request durations, in seconds. */
export function durationHistogram(meter: Meter): Durations {
  return {
    duration: meter.createHistogram('http.client.request.duration', {
      ...DURATION_OPTIONS,
      description: 'Measures the duration of outbound HTTP requests.',
    }),
  };
}

/** Its attributes, in this order. */
export const durationAttributes: (
  status: number | undefined,
  method: string,
  address: string,
  port: number | undefined,
  scheme: string,
  errorType: string | undefined,
  version: string | undefined,
) => Attributes = attributeSets([
  'http.response.status_code',
  'http.request.method',
  'server.address',
  'server.port',
  'url.scheme',
  'error.type',
  'network.protocol.version',
]);
