import { INVALID_TRACEID, type Span, TraceFlags } from '@opentelemetry/api';

/** Is this the local span of a trace that is not sampled? Then so are all below it, under each of the samplers. */
export function isLeftOut(above: Span): boolean {
  const { traceFlags, isRemote, traceId } = above.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return !isSampled && isRemote !== true && traceId !== INVALID_TRACEID && !above.isRecording();
}
