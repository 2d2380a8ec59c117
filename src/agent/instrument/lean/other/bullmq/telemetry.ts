import {
  type AttributeValue,
  type Context,
  propagation,
  type Span,
  type SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { describeError } from '../../../channels/engine/describe-error';

/** An operation of BullMQ on a queue. */
interface Operation {
  readonly operation: string;
  readonly queue: string;
  readonly kind: SpanKind;
}

/** Object of the shape that BullMQ's `telemetry` option has. */
export class Telemetry {
  readonly tracer: JobTracer;
  readonly contextManager = {
    with: (context: Context, run: () => unknown) => runInContext(context, run, undefined),
    active: activeContext,
    getMetadata(context: Context): string {
      const carrier = {};
      propagation.inject(context, carrier);
      return JSON.stringify(carrier);
    },
    /** Never the context of the code that fetches the job: it has to do with other jobs. */
    fromMetadata: (_active: unknown, metadata: string | undefined): Context =>
      metadata === undefined
        ? LEAN_ROOT_CONTEXT
        : propagation.extract(LEAN_ROOT_CONTEXT, carrierOf(metadata)),
  };

  constructor(instruments: { readonly tracer: Tracer }) {
    this.tracer = new JobTracer(instruments);
  }
}

/** Reads what another process has written; anything can be in there. */
function carrierOf(metadata: string): object {
  try {
    return Object(JSON.parse(metadata));
  } catch {
    return {};
  }
}

class JobTracer {
  readonly #instruments: { readonly tracer: Tracer };

  constructor(instruments: { readonly tracer: Tracer }) {
    this.#instruments = instruments;
  }

  /** Called by BullMQ for flows: `addFlow orders`, `addNode orders`, `addBulkFlows`. */
  startSpan(name: string, { kind }: { kind: SpanKind }, parent: Context = activeContext()): JobSpan {
    const [operation = '', queue = ''] = name.split(/ (.*)/s);
    return this.startOperation({ operation, queue, kind }, parent);
  }

  /** Messaging semantic conventions. */
  startOperation({ operation, queue, kind }: Operation, parent: Context): JobSpan {
    const { name, type } = OPERATIONS[operation] ?? { name: operation, type: undefined };
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.operation.name': name,
      ...(type !== undefined && { 'messaging.operation.type': type }),
      ...(queue !== '' && { 'messaging.destination.name': queue }),
    };
    const spanName = queue === '' ? name : `${name} ${queue}`;
    return new JobSpan(this.#instruments.tracer.startSpan(spanName, { kind, attributes }, parent));
  }
}

const OPERATIONS: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
  add: { name: 'add', type: 'send' },
  addBulk: { name: 'addBulk', type: 'send' },
  addFlow: { name: 'addFlow', type: 'send' },
  addBulkFlows: { name: 'addBulkFlows', type: 'send' },
  addNode: { name: 'addNode', type: 'create' },
  process: { name: 'process', type: 'process' },
};

/** BullMQ's attributes that are shown, by the names of the conventions where they have any; the others hold data. */
const SHOWN: Readonly<Record<string, string>> = {
  'bullmq.job.id': 'messaging.message.id',
  'bullmq.job.bulk.count': 'messaging.batch.message_count',
  'bullmq.job.name': 'bullmq.job.name',
  'bullmq.flow.name': 'bullmq.flow.name',
  'bullmq.job.attempts.made': 'bullmq.job.attempts.made',
};

/** Span as BullMQ wants one. */
export class JobSpan {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  setSpanOnContext(context: Context): Context {
    return trace.setSpan(context, this.#span);
  }

  setAttribute(key: string, value: AttributeValue): void {
    const shown = SHOWN[key];
    if (shown !== undefined && value !== undefined) this.#span.setAttribute(shown, value);
  }

  setAttributes(attributes: Readonly<Record<string, AttributeValue>>): void {
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
  }

  /** Called with results of jobs, which are data, and with the messages of their errors. */
  addEvent(_name: string, attributes: Readonly<Record<string, AttributeValue>> = {}): void {
    const message = attributes['bullmq.job.failed.reason'];
    if (message !== undefined) this.recordException({ name: 'Error', message: String(message) });
  }

  recordException(error: unknown): void {
    describeError(this.#span, error, redactMessage);
    this.#span.setAttribute('error.type', String((Object(error) as { name?: unknown }).name ?? '_OTHER'));
  }

  end(): void {
    this.#span.end();
  }
}
