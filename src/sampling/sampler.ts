import { type Context, type Link, type SpanAttributes, type SpanKind, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

/** Makes one of the six standard samplers (SDK environment variables, OTEL_TRACES_SAMPLER); `ratio` is 0 to 1. */
export function createSampler(name: string, ratio: number): Sampler {
  const root = ROOTS[name.replace('parentbased_', '')]!(ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
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
    shouldSample(
      context: Context,
      traceId: string,
      name: string,
      kind: SpanKind,
      attributes: SpanAttributes,
      links: Link[],
    ): SamplingResult {
      const parent = trace.getSpanContext(context);
      const isBelowIgnored =
        parent !== undefined && parent.isRemote !== true && (parent.traceFlags & 1) === 0;
      if (isBelowIgnored || ignore(kind, attributes)) return NOT_RECORDED;
      return sampler.shouldSample(context, traceId, name, kind, attributes, links);
    },
    toString: () => `Ignoring{${sampler}}`,
  };
}

const NOT_RECORDED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };
