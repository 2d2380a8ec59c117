/* dist/official-pipelines.js, for OTEL_AGENT_LEAN=off: OpenTelemetry's own processors and exporters. */
import { TraceFlags } from '@opentelemetry/api';
import { BatchLogRecordProcessor, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Destination } from '../../../shared/otlp/destination';
import type { BatchedSignal, Pipelines, PipelinesInput } from '../pipelines/create-pipelines';
import type { Pipeline } from '../pipelines/pipeline';
import { Account } from './account';
import { createLogRecordExporter, createSpanExporter } from './exporters';
import { officialPipeline } from './official-pipeline';

export { createOfficialMetrics } from './official-metrics';

/** Makes the pipelines of traces and logs that lead to OTLP destinations; ignores other targets. */
export function createOfficialPipelines(input: PipelinesInput): Pipelines {
  const pipelines: Pipeline[] = [];
  const spanProcessors = destinationsOf(input.traces, input).map(destination => {
    const account = new Account('traces', input.report);
    const exporter = account.watch(createSpanExporter(destination), spans => spans.length);
    const processor = new BatchSpanProcessor({ exporter, ...optionsOf(input.traces) });
    pipelines.push(officialPipeline(account, destination, () => processor.forceFlush()));
    return stagedSpans(processor, account, input);
  });
  const logRecordProcessors = destinationsOf(input.logs, input).map(destination => {
    const account = new Account('logs', input.report);
    const exporter = account.watch(createLogRecordExporter(destination), records => records.length);
    const processor = new BatchLogRecordProcessor({ exporter, ...optionsOf(input.logs) });
    pipelines.push(officialPipeline(account, destination, () => processor.forceFlush()));
    return countedLogRecords(processor, account, input);
  });
  return { spanProcessors, logRecordProcessors, pipelines, spanBatchers: [] };
}

function destinationsOf({ targets }: BatchedSignal, { userAgent }: PipelinesInput): Destination[] {
  return targets.flatMap(({ exporter, destination }) =>
    exporter === 'otlp' && destination !== undefined
      ? [{ ...destination, headers: { ...destination.headers, 'user-agent': userAgent } }]
      : [],
  );
}

/** Default of the SDK, whose processors count items and have no limit on bytes. */
const SDK_QUEUE_ITEMS = 2048;

function optionsOf({ scheduleDelayMs, exportTimeoutMs, maxQueueItems, maxBatchItems }: BatchedSignal) {
  return {
    scheduledDelayMillis: scheduleDelayMs,
    exportTimeoutMillis: exportTimeoutMs,
    maxQueueSize: Number.isFinite(maxQueueItems) ? maxQueueItems : Math.max(SDK_QUEUE_ITEMS, maxBatchItems),
    maxExportBatchSize: maxBatchItems,
  };
}

/** Puts the agent's redaction and filters in front of the official processor. */
function stagedSpans(processor: SpanProcessor, account: Account, input: PipelinesInput): SpanProcessor {
  return {
    onStart: (span, context) => processor.onStart(span, context),
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
      input.onItem();
      let staged: typeof span | undefined = span;
      for (const stage of input.spanStages) if (staged !== undefined) staged = stage(staged);
      if (staged === undefined) return;
      account.note();
      processor.onEnd(staged);
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
}

function countedLogRecords(
  processor: LogRecordProcessor,
  account: Account,
  input: PipelinesInput,
): LogRecordProcessor {
  return {
    onEmit(record, context) {
      input.onItem();
      account.note();
      for (const stage of input.logRecordStages) stage(record);
      processor.onEmit(record, context);
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
}
