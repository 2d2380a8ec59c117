import { INVALID_TRACEID, type Span, TraceFlags } from '@opentelemetry/api';

/** Tells whether this is a local span of an unsampled trace: no sampler samples a span below it. */
export function isLeftOut(above: Span): boolean {
  const { traceFlags, isRemote, traceId } = above.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return !isSampled && isRemote !== true && traceId !== INVALID_TRACEID && !above.isRecording();
}
