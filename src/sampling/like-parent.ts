import {
  type Context,
  type Link,
  type SpanAttributes,
  type SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

/**
 * Upstream's parent-based sampler for the case that every child does as its parent does; `root` decides for the others.
 * A tracer takes over the trace id of a sound parent alone, so the ids need not be looked at a second time.
 */
export function likeParent(root: Sampler): Sampler {
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
      if (parent === undefined || parent.traceId !== traceId)
        return root.shouldSample(context, traceId, name, kind, attributes, links);
      return (parent.traceFlags & TraceFlags.SAMPLED) === 0 ? NOT_RECORDED : RECORDED;
    },
    toString: () => `LikeParent{root=${root}}`,
  };
}

const RECORDED: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const NOT_RECORDED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };
