import { type Context, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { redactMessage } from '../../redaction/redact-message';
import scope from '../lean/scopes/mongoose.generated.json';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import { describeError } from './engine/describe-error';
import type { TracedChannel } from './engine/traced-channel';

/** Options that are heeded, by upstream's names. */
interface MongooseOptions {
  readonly requireParentSpan?: boolean;
}

/** Message about an operation (mongoose 9.7 and later); its `args` hold the app's data. */
interface OperationMessage {
  readonly operation?: string;
  /** Undefined for an aggregate of a connection. */
  readonly collection?: string;
  readonly database?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

/**
 * `mongoose:cursor:next` is left out: it tells of each document, most of which are there already. The driver's batches
 * have spans.
 */
const NAMES = [
  'mongoose:query',
  'mongoose:aggregate',
  'mongoose:model:save',
  'mongoose:model:insertMany',
  'mongoose:model:bulkWrite',
];

/** Makes upstream's spans of mongoose's operations by its own channels; the driver's spans go below them. */
export class MongooseInstrumentation extends ChannelInstrumentation<MongooseOptions> {
  constructor(options: MongooseOptions) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<never>[] {
    const isParentRequired = this.options.requireParentSpan === true;
    return NAMES.map(
      (name): TracedChannel<OperationMessage> => ({
        name,
        isParent: true,
        start: (message, caller, tracer) =>
          isParentRequired && trace.getSpan(caller) === undefined
            ? undefined
            : startOperation(message, caller, tracer),
        fail: (span, error) => describeError(span, error, redactMessage),
      }),
    );
  }
}

function startOperation(message: OperationMessage, caller: Context, tracer: Tracer): Span {
  const { operation = 'operation', collection, database, serverAddress, serverPort } = message;
  const attributes = {
    'db.system.name': 'mongodb',
    'db.operation.name': operation,
    ...(collection !== undefined && { 'db.collection.name': collection }),
    ...(database !== undefined && { 'db.namespace': database }),
    ...(serverAddress !== undefined && { 'server.address': serverAddress }),
    ...(serverPort !== undefined && { 'server.port': serverPort }),
  };
  const name = collection === undefined ? operation : `${operation} ${collection}`;
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, caller);
}
