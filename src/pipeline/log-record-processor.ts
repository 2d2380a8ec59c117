import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Batcher } from './batcher';

/**
 * The SDK's end of the pipeline for log records. Encoded when emitted, which the specification allows: a processor
 * that changes records has to be registered before this one. `flushTimeoutMs` bounds forceFlush and shutdown.
 */
export function createLogRecordProcessor(
  batcher: Batcher<ReadableLogRecord>,
  flushTimeoutMs: number,
): LogRecordProcessor {
  return {
    onEmit(record) {
      batcher.add(record);
    },
    async forceFlush() {
      await batcher.flush(flushTimeoutMs);
    },
    async shutdown() {
      await batcher.shutdown(flushTimeoutMs);
    },
  };
}
