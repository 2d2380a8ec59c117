import { type SpanAttributes, type SpanKind, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { likeParent } from './like-parent';
import { NOT_RECORDED } from './results';

/** One of the six standard samplers (SDK environment variables, OTEL_TRACES_SAMPLER). */
export interface SamplerChoice {
  readonly name: string;
  /** From 0 to 1. */
  readonly ratio: number;
  /** Our own where it is cheaper, OTEL_AGENT_LEAN. */
  readonly isLean: boolean;
}

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

/** Says of a span about to start whether nobody wants it, from its kind and first attributes. */
export type Ignore = (kind: SpanKind, attributes: SpanAttributes) => boolean;

/**
 * Leaves ignored requests out of the sampler's sight, with all that happens below them: here, because a local parent
 * that is not recorded means the same for its children under each of the six samplers, and in the services that
 * are called, because the context says "not sampled".
 */
export function ignoring(ignore: Ignore, sampler: Sampler): Sampler {
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const parent = trace.getSpanContext(context);
      const isBelowIgnored =
        parent !== undefined && parent.isRemote !== true && (parent.traceFlags & 1) === 0;
      if (isBelowIgnored || ignore(kind, attributes)) return NOT_RECORDED;
      return sampler.shouldSample(context, traceId, name, kind, attributes, links);
    },
    toString: () => `Ignoring{${sampler}}`,
  };
}
