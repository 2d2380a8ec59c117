import { SpanKind } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { patchFunction } from '../../patch-function';
import type { JobSpan, Telemetry } from './telemetry';

/** Used parts of a queue or worker. */
export interface Queue {
  readonly name: string;
  /** `telemetry`: the app's own. */
  readonly opts?: { readonly telemetry?: unknown };
  trace: Trace;
}

export interface FlowProducer {
  telemetry?: unknown;
  addNode: (this: FlowProducer, options: NodeOptions) => unknown;
}

interface NodeOptions {
  readonly node: { readonly opts?: object };
}

type Work = (span?: JobSpan, metadata?: string) => unknown;

/** Runs work of a queue in a span. `source` is the context that came with a job. */
type Trace = (
  this: Queue,
  kind: SpanKind,
  operation: string,
  destination: string,
  work: Work,
  source?: string,
) => unknown;

/** Operations that have spans; the others are BullMQ's upkeep, many of them in each second. */
const TRACED = new Set(['add', 'addBulk', 'process']);

/** Has the jobs of a class of queues and workers traced; returns a function that undoes it. */
export function patchQueue(prototype: Queue, telemetry: Telemetry): () => void {
  const { trace: original } = prototype;
  const tracing: Trace = function (kind, operation, destination, work, source) {
    if (this.opts?.telemetry || !TRACED.has(operation))
      return original.call(this, kind, operation, destination, work, source);
    return runTraced(telemetry, { kind, queue: this.name, operation, source }, work);
  };
  return patchFunction(prototype, 'trace', tracing);
}

interface Operation {
  readonly kind: SpanKind;
  readonly queue: string;
  readonly operation: string;
  readonly source: string | undefined;
}

async function runTraced(telemetry: Telemetry, { kind, queue, operation, source }: Operation, work: Work) {
  const { contextManager, tracer } = telemetry;
  // A worker's loop may run in the context of whatever started it.
  const parent =
    source === undefined && kind !== SPAN_KIND_CONSUMER
      ? activeContext()
      : contextManager.fromMetadata(undefined, source);
  const span = tracer.startOperation({ operation, queue, kind }, parent);
  const context = span.setSpanOnContext(parent);
  try {
    const metadata = work.length >= 2 ? contextManager.getMetadata(context) : undefined;
    return await (runInContext(
      context,
      work as never,
      undefined,
      span as never,
      metadata as never,
    ) as unknown);
  } catch (error) {
    span.recordException(error);
    throw error;
  } finally {
    span.end();
  }
}

/** BullMQ counts as the OpenTelemetry API does. */
const SPAN_KIND_CONSUMER: SpanKind = SpanKind.CONSUMER;

/** Gives flow producers a `telemetry` unless the app gives one; returns a function that undoes it. */
export function patchFlowProducer(prototype: FlowProducer, telemetry: Telemetry): () => void {
  Object.defineProperty(prototype, 'telemetry', {
    configurable: true,
    get: () => telemetry,
    set(this: object, value: unknown) {
      Object.defineProperty(this, 'telemetry', {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  });
  const { addNode } = prototype;
  // BullMQ (6.7) hands the context on only to nodes with options.
  const unpatch = patchFunction(prototype, 'addNode', function (options) {
    const isOurs = this.telemetry === telemetry && options.node.opts === undefined;
    return addNode.call(this, isOurs ? { ...options, node: { ...options.node, opts: {} } } : options);
  });
  return () => {
    unpatch();
    Reflect.deleteProperty(prototype, 'telemetry');
  };
}
