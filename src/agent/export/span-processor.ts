import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Batcher } from './queue/batcher';

/**
 * Hands spans from the SDK to the pipeline; sampled spans are encoded when they end. `flushTimeoutMs` bounds forceFlush
 * and shutdown.
 */
export function createSpanProcessor(batcher: Batcher<ReadableSpan>, flushTimeoutMs: number): SpanProcessor {
  return {
    onStart() {},
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) batcher.add(span);
    },
    async forceFlush() {
      await batcher.flush(flushTimeoutMs);
    },
    async shutdown() {
      await batcher.shutdown(flushTimeoutMs);
    },
  };
}
