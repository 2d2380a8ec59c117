import { type SpanAttributes, type SpanKind, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { likeParent } from './like-parent';
import { DROPPED } from './results';

/** Name of a standard sampler (OTEL_TRACES_SAMPLER). */
export interface SamplerChoice {
  readonly name: string;
  /** From 0 to 1. */
  readonly ratio: number;
  /** OTEL_AGENT_LEAN: the agent's own where it is cheaper. */
  readonly isLean: boolean;
}

/** Creates a sampler of OTEL_TRACES_SAMPLER. */
export function createSampler({ name, ratio, isLean }: SamplerChoice): Sampler {
  const root = ROOTS[name.replace('parentbased_', '')]!(ratio);
  if (!name.startsWith('parentbased_')) return root;
  return isLean ? likeParent(root) : new ParentBasedSampler({ root });
}

const ROOTS: Readonly<Record<string, (ratio: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: ratio => new TraceIdRatioBasedSampler(ratio),
};

/** Tells from kind and first attributes whether a span is to be ignored. */
export type Ignore = (kind: SpanKind, attributes: SpanAttributes) => boolean;

/**
 * Drops ignored requests, and everything below them, before the sampler sees them. Below them in this process, each of
 * the standard samplers follows a local parent that is not recorded; services that are called see "not sampled".
 */
export function ignoring(ignore: Ignore, sampler: Sampler): Sampler {
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const parent = trace.getSpanContext(context);
      const isBelowIgnored =
        parent !== undefined && parent.isRemote !== true && (parent.traceFlags & 1) === 0;
      if (isBelowIgnored || ignore(kind, attributes)) return DROPPED;
      return sampler.shouldSample(context, traceId, name, kind, attributes, links);
    },
    toString: () => `Ignoring{${sampler}}`,
  };
}
