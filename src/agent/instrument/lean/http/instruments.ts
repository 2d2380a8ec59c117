import type { Attributes, Histogram, Meter, Tracer } from '@opentelemetry/api';
import { attributeSets } from '../attribute-sets';
import { DURATION_OPTIONS } from '../duration-options';

/** Instruments that record requests. The SDK replaces the tracer and the histograms when its providers are there. */
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
      ...DURATION_OPTIONS,
      description: 'Duration of HTTP server requests.',
    }),
    clientDuration: meter.createHistogram('http.client.request.duration', {
      ...DURATION_OPTIONS,
      description: 'Duration of HTTP client requests.',
    }),
  };
}

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
