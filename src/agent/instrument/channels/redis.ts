import { type Context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { redactMessage } from '../../redaction/redact-message';
import { redisStatement } from '../../redaction/redis-statement';
import type { Listeners } from '../lean/listening-instrumentation';
import scope from '../lean/scopes/redis.generated.json';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import { describeError } from './engine/describe-error';
import type { TracedChannel } from './engine/traced-channel';
import { Pipeline } from './redis/pipeline';
import { type Server, ServerSpans } from './redis/server-spans';

/** Options that are heeded, by upstream's names. */
interface RedisOptions {
  readonly requireParentSpan?: boolean;
}

/** Message about a command (node-redis 5.12 and later). */
interface CommandMessage extends Server {
  readonly command: string;
  /** With the command's name; node-redis has replaced some values by `?`. */
  readonly args: readonly string[];
  readonly batchMode?: 'PIPELINE';
}

interface BatchMessage extends Server {
  readonly batchMode: 'MULTI' | 'PIPELINE';
  readonly batchSize: number;
}

/**
 * Makes spans of node-redis's commands by its own channels: upstream's spans, except that a transaction has a single span,
 * since its commands are not published.
 */
export class RedisInstrumentation extends ChannelInstrumentation<RedisOptions> {
  /** Pipeline that is being written; its commands are published within. */
  #pipeline: Pipeline | undefined;

  constructor(options: RedisOptions) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<never>[] {
    const isParentRequired = this.options.requireParentSpan === true;
    const traced = <Message extends object>(name: string, start: Start<Message>): TracedChannel<Message> => ({
      name,
      fail: (span, error) => describeError(span, error, redactMessage),
      start: (message, caller, tracer) =>
        isParentRequired && trace.getSpan(caller) === undefined ? undefined : start(message, caller, tracer),
    });
    return [
      traced<CommandMessage>('node-redis:command', (message, caller, tracer) => {
        const span = startCommand(message, caller, tracer);
        if (message.batchMode !== undefined) this.#pipeline?.add(message.command, span);
        return span;
      }),
      traced('node-redis:batch', startTransaction),
      { ...traced('node-redis:connect', startConnect), isParent: true },
    ];
  }

  protected override listeners(): Listeners {
    const channels = super.listeners() as Record<string, (message: never) => void>;
    const start = channels['tracing:node-redis:batch:start']!;
    return {
      ...channels,
      'tracing:node-redis:batch:start': (message: never) => {
        this.#pipeline = new Pipeline();
        start(message);
      },
      'tracing:node-redis:batch:end': () => {
        this.#pipeline?.nameOperation();
        this.#pipeline = undefined;
      },
    };
  }
}

type Start<Message> = (message: Message, caller: Context, tracer: Tracer) => Span | undefined;

function startCommand(message: CommandMessage, caller: Context, tracer: Tracer): Span {
  const { command, args } = message;
  const span = startSpan(command, message, caller, tracer);
  if (span.isRecording()) span.setAttribute('db.query.text', redisStatement(command, args.slice(1)));
  return span;
}

/** A pipeline has the spans of its commands. */
function startTransaction(message: BatchMessage, caller: Context, tracer: Tracer): Span | undefined {
  if (message.batchMode !== 'MULTI') return undefined;
  const span = startSpan('MULTI', message, caller, tracer);
  return span.setAttribute('db.operation.batch.size', message.batchSize);
}

function startConnect(message: Server, caller: Context, tracer: Tracer): Span {
  return startSpan('connect', message, caller, tracer);
}

const spans = new ServerSpans('redis-');

function startSpan(operation: string, server: Server, caller: Context, tracer: Tracer): Span {
  const { name, options } = spans.of(operation, server);
  return tracer.startSpan(name, options, caller);
}
