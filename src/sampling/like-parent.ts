import { TraceFlags, trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { NOT_RECORDED, RECORDED } from './results';

/**
 * Upstream's parent-based sampler for the case that every child does as its parent does; `root` decides for the others.
 * A tracer takes over the trace id of a sound parent alone, so the ids need not be looked at a second time.
 */
export function likeParent(root: Sampler): Sampler {
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const parent = trace.getSpanContext(context);
      if (parent === undefined || parent.traceId !== traceId)
        return root.shouldSample(context, traceId, name, kind, attributes, links);
      return (parent.traceFlags & TraceFlags.SAMPLED) === 0 ? NOT_RECORDED : RECORDED;
    },
    toString: () => `LikeParent{root=${root}}`,
  };
}
