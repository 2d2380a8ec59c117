import { SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

export const RECORDED: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
export const NOT_RECORDED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/** Result for a span that is left out with all below it, whatever becomes of its trace. */
export interface DroppedResult extends SamplingResult {
  readonly isDropped: true;
}

export const DROPPED: DroppedResult = { decision: SamplingDecision.NOT_RECORD, isDropped: true };
