import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { SamplingResult } from '@opentelemetry/sdk-trace';
import { DROPPED, NOT_RECORDED, RECORDED } from '../results';
import { isRejected, type Threshold } from './threshold';
import { statedRandomness, statedThreshold, withoutThreshold, withThreshold } from './trace-state';

/** Decides about a span of a trace, below its parent. */
export type Decide = (traceId: string, parent: SpanContext | undefined) => SamplingResult;

/** Leaves the span out, with its subtree. */
export const drop: Decide = (_, parent) => {
  const state = parent?.traceState;
  return state === undefined ? DROPPED : { ...DROPPED, traceState: withoutThreshold(state) };
};

/** Follows the parent. Erases a threshold from another process that contradicts the parent's flag. */
export const follow: Decide = (traceId, parent) => {
  if (parent === undefined) return RECORDED;
  if ((parent.traceFlags & TraceFlags.SAMPLED) === 0) return NOT_RECORDED;
  const { isRemote, traceState: state } = parent;
  if (isRemote !== true || state === undefined) return RECORDED;
  const threshold = statedThreshold(state);
  const isContradicted = threshold !== undefined && isRejected(traceId, statedRandomness(state), threshold);
  return isContradicted ? { ...RECORDED, traceState: withoutThreshold(state) } : RECORDED;
};

/** Samples the traces whose randomness is not below a threshold; undefined samples none. */
export function byThreshold(next: () => Threshold | undefined): Decide {
  let last: { readonly threshold: Threshold; readonly result: SamplingResult } | undefined;
  return (traceId, parent) => {
    const threshold = next();
    if (parent !== undefined) return belowParent(traceId, parent, threshold);
    if (threshold === undefined || isRejected(traceId, undefined, threshold)) return NOT_RECORDED;
    if (last?.threshold !== threshold) {
      const result = { ...RECORDED, traceState: withThreshold(undefined, threshold) };
      last = { threshold, result };
    }
    return last.result;
  };
}

function belowParent(traceId: string, parent: SpanContext, threshold: Threshold | undefined): SamplingResult {
  const { traceState: state } = parent;
  const stated = state && statedRandomness(state);
  if (threshold === undefined || isRejected(traceId, stated, threshold))
    return state === undefined ? NOT_RECORDED : { ...NOT_RECORDED, traceState: withoutThreshold(state) };
  if (parent.isRemote === true) return { ...RECORDED, traceState: withThreshold(state, threshold) };
  return withinTrace(state, threshold);
}

/** A part of a sampled trace is as probable as the rarer of both decisions; of unknown probability if the trace is. */
function withinTrace(state: TraceStateOrNone, threshold: Threshold): SamplingResult {
  const ofTrace = state && statedThreshold(state);
  if (state === undefined || ofTrace === undefined) return RECORDED;
  return threshold > ofTrace ? { ...RECORDED, traceState: withThreshold(state, threshold) } : RECORDED;
}

type TraceStateOrNone = SpanContext['traceState'];
