import { type Context, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';
import { type DroppedResult, NOT_RECORDED } from '../results';
import { withoutThreshold } from '../rules/trace-state';
import { localTraceOf } from './local-trace';

const UNSAMPLED: SamplingResult = { decision: SamplingDecision.RECORD };

/**
 * Records what the sampler leaves out, without sampling it, so that it can be kept at its end. What is dropped by a rule
 * or ignored stays left out. Services that are called see "not sampled". A sampler that `mayDrop` no span is asked where a
 * trace begins here, and not for each span below.
 */
export function keepSampler(sampler: Sampler, mayDrop: boolean): Sampler {
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const above = trace.getSpan(context);
      const local = localTraceOf(above);
      if (local?.kept === false) return NOT_RECORDED;
      if (local !== undefined && !mayDrop) return UNSAMPLED;
      const asked = local === undefined ? context : asSampled(context, above!.spanContext());
      const result = sampler.shouldSample(asked, traceId, name, kind, attributes, links);
      if (isDropped(result)) return result;
      if (local !== undefined) return UNSAMPLED;
      return result.decision === SamplingDecision.RECORD_AND_SAMPLED
        ? result
        : unsampled(result, above?.spanContext());
    },
    toString: () => `Keep{${sampler}}`,
  };
}

/** Makes the sampler judge a span below one that is recorded: it may be dropped by a rule. */
function asSampled(context: Context, parent: SpanContext): Context {
  return trace.setSpanContext(context, { ...parent, traceFlags: TraceFlags.SAMPLED });
}

function isDropped(result: SamplingResult): boolean {
  return (result as Partial<DroppedResult>).isDropped === true;
}

/** The span's probability is not known, should it be kept. */
function unsampled({ traceState }: SamplingResult, parent: SpanContext | undefined): SamplingResult {
  const state = traceState ?? parent?.traceState;
  return state === undefined ? UNSAMPLED : { ...UNSAMPLED, traceState: withoutThreshold(state) };
}
