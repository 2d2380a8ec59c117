import { SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

export const RECORDED: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
export const NOT_RECORDED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };
