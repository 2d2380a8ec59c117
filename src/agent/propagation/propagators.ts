import type { TextMapPropagator } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from './jaeger';
import { OtTracePropagator } from './ottrace';

/** Propagators that are loaded only where OTEL_PROPAGATORS names one of them. */
export const PROPAGATORS: Readonly<Record<string, () => TextMapPropagator>> = {
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  jaeger: () => new JaegerPropagator(),
  xray: () => new AWSXRayPropagator(),
  ottrace: () => new OtTracePropagator(),
};
