import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { IdGenerator, Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';

export type Limits = Required<SpanLimits>;

/** State that the tracers of one provider share: the plain values that `NodeSDK` gets too. */
export interface TracerOptions {
  readonly resource: Resource;
  readonly sampler: Sampler;
  readonly spanLimits: Limits;
  readonly idGenerator: IdGenerator;
  readonly spanProcessors: readonly SpanProcessor[];
}

/** State of one tracer. */
export interface TracerState extends TracerOptions {
  readonly scope: InstrumentationScope;
}
