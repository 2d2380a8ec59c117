import type { SettingTable } from '../setting';

/** How spans and log records are gathered before they are sent (SDK environment variables, "Batch Span Processor", "Batch LogRecord Processor"). */
export const batchingSettings = {
  OTEL_BSP_SCHEDULE_DELAY: {
    kind: 'duration',
    default: 1000,
    description:
      'How long spans are gathered before they are sent. OpenTelemetry says 5000; they are bytes already, and a process that is killed loses less.',
  },
  OTEL_BSP_EXPORT_TIMEOUT: {
    kind: 'timeout',
    default: 30_000,
    description: 'How long sending one batch of spans may take, retries included.',
  },
  OTEL_BSP_MAX_QUEUE_SIZE: {
    kind: 'count',
    min: 1,
    default: 2048,
    description: 'How many ended spans may wait. OTEL_AGENT_MAX_QUEUE_BYTES limits their bytes.',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    kind: 'count',
    min: 1,
    default: 512,
    description: 'How many spans one request holds at most.',
  },
  OTEL_BLRP_SCHEDULE_DELAY: {
    kind: 'duration',
    default: 1000,
    description: 'How long log records are gathered before they are sent.',
  },
  OTEL_BLRP_EXPORT_TIMEOUT: {
    kind: 'timeout',
    default: 30_000,
    description: 'How long sending one batch of log records may take, retries included.',
  },
  OTEL_BLRP_MAX_QUEUE_SIZE: {
    kind: 'count',
    min: 1,
    default: 2048,
    description: 'How many log records may wait. OTEL_AGENT_MAX_QUEUE_BYTES limits their bytes.',
  },
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: {
    kind: 'count',
    min: 1,
    default: 512,
    description: 'How many log records one request holds at most.',
  },
} as const satisfies SettingTable;
