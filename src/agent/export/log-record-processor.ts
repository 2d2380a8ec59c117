import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Batcher } from './queue/batcher';

/**
 * Hands log records from the SDK to the pipeline. They are encoded when emitted, which the specification allows: a
 * processor that changes records has to be registered before. `flushTimeoutMs` bounds forceFlush and shutdown.
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
