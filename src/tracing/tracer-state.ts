import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { IdGenerator, Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';

export type Limits = Required<SpanLimits>;

/** What the tracers of one provider share; the same plain values that `NodeSDK` gets. */
export interface TracerOptions {
  readonly resource: Resource;
  readonly sampler: Sampler;
  readonly spanLimits: Limits;
  readonly idGenerator: IdGenerator;
  readonly spanProcessors: readonly SpanProcessor[];
}

/** One tracer's part of it. */
export interface TracerState extends TracerOptions {
  readonly scope: InstrumentationScope;
}
