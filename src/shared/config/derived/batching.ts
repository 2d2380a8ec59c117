import type { GetValue, ReportConflict } from '../read/get-value';
import type { SettingName } from '../settings';

/** Rules for sending gathered items. */
export interface BatchRules {
  readonly scheduleDelayMs: number;
  readonly exportTimeoutMs: number;
  /** Infinity unless a limit is set. */
  readonly maxQueueItems: number;
  readonly maxBatchItems: number;
  /** Limit on encoded bytes that wait. */
  readonly maxQueueBytes: number;
}

/** Batch rules of the two signals that are gathered item by item. */
export interface Batching {
  readonly traces: BatchRules;
  readonly logs: BatchRules;
}

/** Batch rules from OTEL_BSP_* and OTEL_BLRP_*; a batch is never larger than its queue. */
export function batchingOf(get: GetValue, report: ReportConflict): Batching {
  return { traces: rulesOf('BSP', get, report), logs: rulesOf('BLRP', get, report) };
}

function rulesOf(prefix: 'BSP' | 'BLRP', get: GetValue, report: ReportConflict): BatchRules {
  const queueSize: SettingName = `OTEL_${prefix}_MAX_QUEUE_SIZE`;
  const batchSize: SettingName = `OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`;
  const maxQueueItems = get(queueSize) ?? Infinity;
  if (get(batchSize) > maxQueueItems) {
    report(batchSize, `is more than ${queueSize}=${maxQueueItems}`, String(maxQueueItems));
  }
  return {
    scheduleDelayMs: get(`OTEL_${prefix}_SCHEDULE_DELAY`),
    exportTimeoutMs: get(`OTEL_${prefix}_EXPORT_TIMEOUT`),
    maxQueueItems,
    maxBatchItems: Math.min(get(batchSize), maxQueueItems),
    maxQueueBytes: get('OTEL_AGENT_MAX_QUEUE_BYTES'),
  };
}
