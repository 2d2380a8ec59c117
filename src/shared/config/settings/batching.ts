import type { SettingTable } from '../setting';

/**
 * Settings of batches of spans and log records (SDK environment variables, "Batch Span Processor", "Batch LogRecord
 * Processor").
 */
export const BATCHING_SETTINGS = {
  OTEL_BSP_SCHEDULE_DELAY: {
    kind: 'duration',
    default: 1000,
    description:
      'Time for which spans are gathered before they are sent. OpenTelemetry says 5000; a killed process loses less by the shorter time.',
  },
  OTEL_BSP_EXPORT_TIMEOUT: {
    kind: 'timeout',
    default: 30_000,
    description:
      'Time limit of a try to send a batch of spans, where OTEL_EXPORTER_OTLP_TIMEOUT is not shorter. The batch is tried again.',
  },
  OTEL_BSP_MAX_QUEUE_SIZE: {
    kind: 'count',
    min: 1,
    unset: 'as many as fit into OTEL_AGENT_MAX_QUEUE_BYTES',
    description: 'Most ended spans that wait, beside the bound on their bytes.',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    kind: 'count',
    min: 1,
    default: 512,
    description: 'Most spans in a request.',
  },
  OTEL_BLRP_SCHEDULE_DELAY: {
    kind: 'duration',
    default: 1000,
    description: 'Time for which log records are gathered before they are sent.',
  },
  OTEL_BLRP_EXPORT_TIMEOUT: {
    kind: 'timeout',
    default: 30_000,
    description:
      'Time limit of a try to send a batch of log records, where OTEL_EXPORTER_OTLP_TIMEOUT is not shorter. The batch is tried again.',
  },
  OTEL_BLRP_MAX_QUEUE_SIZE: {
    kind: 'count',
    min: 1,
    unset: 'as many as fit into OTEL_AGENT_MAX_QUEUE_BYTES',
    description: 'Most log records that wait, beside the bound on their bytes.',
  },
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: {
    kind: 'count',
    min: 1,
    default: 512,
    description: 'Most log records in a request.',
  },
} as const satisfies SettingTable;
