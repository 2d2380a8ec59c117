import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type LogRecordFormat, logRecordFormat, spanFormat } from '../encode/formats';
import { createScopeEncoder, type Format, type Scope } from '../encode/scope-groups';
import { createLogRecordProcessor } from '../log-record-processor';
import { type Batcher, createBatcher } from '../queue/batcher';
import { createSpanProcessor } from '../span-processor';
import type { Stage } from '../types';
import { limitsOf, type QueueContext, withoutFraming } from './create-queue';
import type { BatchingRules, ExporterTarget, ExportFormat } from './exporter';
import { lateOutbox, type OpenOutbox } from './late-outbox';
import type { Pipeline } from './pipeline';
import { createRoute, type Route } from './route';

/** The SDK's processors, and the pipelines behind them. */
export interface Pipelines {
  readonly spanProcessors: SpanProcessor[];
  readonly logRecordProcessors: LogRecordProcessor[];
  readonly pipelines: Pipeline[];
  /** Gatherer of spans of each exporter. */
  readonly spanBatchers: Batcher<ReadableSpan>[];
}

/** Signal whose items are gathered in batches. */
export interface BatchedSignal extends BatchingRules {
  readonly targets: readonly ExporterTarget[];
}

export interface PipelinesInput extends QueueContext {
  readonly traces: BatchedSignal;
  readonly logs: BatchedSignal;
  readonly userAgent: string;
  /** Only in a worker: makes memory for its items that the main thread can read. */
  readonly openOutbox: OpenOutbox | undefined;
  readonly resource: () => Resource;
  /** Bounds the SDK's forceFlush and shutdown. */
  readonly flushTimeoutMs: number;
  /** Called for each span and log record, so it must be cheap. */
  readonly onItem: () => void;
  /** Steps before a span is encoded. */
  readonly spanStages: readonly Stage<ReadableSpan>[];
  /** Steps before a log record is encoded. */
  readonly logRecordStages: readonly Stage<ReadableLogRecord>[];
}

/**
 * Spans are encoded this many in a row, while the encoder's code is in the processor's caches: each of the first 8,000 requests
 * adds 0.9 of what it adds with each span by itself, a warm one 0.94, on a busy machine 0.78 (Express, Node 24). Log records are
 * encoded at once, since the app may go on with an object that it has logged.
 */
const SPANS_IN_A_ROW = 32;

/** Makes a pipeline for each exporter of traces and logs. Nothing is connected, and no transport code is loaded. */
export function createPipelines(input: PipelinesInput): Pipelines {
  const { resource, flushTimeoutMs, report, spool, watchTransport } = input;
  const pipelines: Pipeline[] = [];

  const batched = <Item extends { readonly instrumentationScope: Scope }>(
    route: Route,
    formatOf: (name: ExportFormat) => Format<Item>,
    stages: readonly Stage<Item>[] = [],
  ) => {
    const outbox = lateOutbox(route, input.openOutbox);
    const { exporter, queue } = createRoute(route, {
      report,
      spool,
      watchTransport,
      onHeld: outbox?.setHeld,
    });
    const format = formatOf(exporter.format);
    const batcher = createBatcher({
      onItem: input.onItem,
      stages,
      encoder: outbox?.createEncoder(format, resource) ?? createScopeEncoder(format, resource),
      // A worker's spans go to memory that the main thread can read: they outlive the worker there.
      inARow: route.signal === 'traces' && outbox === undefined ? SPANS_IN_A_ROW : 1,
      queue,
      maxBatchBytes: withoutFraming(input.maxBatchBytes),
      ...route.rules,
    });
    const { signal, exporter: name, destination } = exporter;
    const way = { route, queue, format: exporter.format };
    pipelines.push({ signal, exporter: name, destination, ...batcher, way });
    return batcher;
  };

  const spanBatchers = input.traces.targets.map(target => {
    const format = (name: ExportFormat) => spanFormat(name, resource);
    return batched(routeOf('traces', target, input), format, input.spanStages);
  });
  const spanProcessors = spanBatchers.map(batcher => createSpanProcessor(batcher, flushTimeoutMs));
  const logRecordProcessors = input.logs.targets.map(target => {
    const format = (name: ExportFormat) => logRecordFormat(name as LogRecordFormat);
    const batcher = batched(routeOf('logs', target, input), format, input.logRecordStages);
    return createLogRecordProcessor(batcher, flushTimeoutMs);
  });
  return { spanProcessors, logRecordProcessors, pipelines, spanBatchers };
}

function routeOf(signal: 'traces' | 'logs', target: ExporterTarget, input: PipelinesInput): Route {
  const { exportTimeoutMs, maxQueueItems, maxBatchItems, ...gathering } = target.batching ?? input[signal];
  const { scheduleDelayMs } = input.spool?.gathering(gathering) ?? gathering;
  const rules = { scheduleDelayMs, exportTimeoutMs, maxItems: maxQueueItems, maxBatchItems };
  const isSpooled = input.spool !== undefined;
  return { signal, target, rules, limits: limitsOf(input), userAgent: input.userAgent, isSpooled };
}
