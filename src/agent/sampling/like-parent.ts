import { TraceFlags, trace } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { NOT_RECORDED, RECORDED } from './results';

/**
 * Samples as the parent was sampled; `root` decides for spans without one. Equals upstream's parent-based sampler with
 * its defaults. A tracer takes over only the trace id of a valid parent, so the ids need no second check.
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
