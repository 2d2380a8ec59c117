import { type Context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { redactMessage } from '../../redaction/redact-message';
import { redisStatement } from '../../redaction/redis-statement';
import scope from '../lean/scopes/ioredis.generated.json';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import { describeError } from './engine/describe-error';
import type { TracedChannel } from './engine/traced-channel';
import { type Server, ServerSpans } from './redis/server-spans';

/** Options that are heeded, by upstream's names. */
interface IoredisOptions {
  /** True unless it is given, as upstream's. */
  readonly requireParentSpan?: boolean;
}

/** Message about a command (ioredis 5.11 and later). */
interface CommandMessage extends Server {
  readonly command: string;
  /** ioredis has replaced some values by `?`. */
  readonly args: readonly string[];
}

/**
 * Makes spans of ioredis's commands by its own channels, for copies that cannot be patched: the channel tells of a command when
 * it is written, which for one that waited for the connection is in the context of the code that opened it.
 */
export class IoredisInstrumentation extends ChannelInstrumentation<IoredisOptions> {
  constructor(options: IoredisOptions) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<never>[] {
    const isParentRequired = this.options.requireParentSpan !== false;
    const traced = <Message extends object>(name: string, start: Start<Message>): TracedChannel<Message> => ({
      name,
      fail: (span, error) => describeError(span, error, redactMessage),
      start: (message, caller, tracer) =>
        isParentRequired && trace.getSpan(caller) === undefined ? undefined : start(message, caller, tracer),
    });
    return [traced('ioredis:command', startCommand), traced('ioredis:connect', startConnect)];
  }
}

type Start<Message> = (message: Message, caller: Context, tracer: Tracer) => Span | undefined;

function startCommand(message: CommandMessage, caller: Context, tracer: Tracer): Span | undefined {
  const { command, args } = message;
  if (isOwnGreeting(message)) return undefined;
  return startSpan(message, { operation: command, text: redisStatement(command, args) }, caller, tracer);
}

/** True for ioredis's introduction of itself, whose errors from older servers it ignores. */
function isOwnGreeting({ command, args }: CommandMessage): boolean {
  return command === 'client' && /^setinfo$/i.test(args[0] ?? '');
}

function startConnect(message: Server, caller: Context, tracer: Tracer): Span {
  return startSpan(message, { operation: 'connect', text: 'connect' }, caller, tracer);
}

const spans = new ServerSpans('');

function startSpan(
  server: Server,
  { operation, text }: { operation: string; text: string },
  caller: Context,
  tracer: Tracer,
): Span {
  const { name, options } = spans.of(operation, server);
  const span = tracer.startSpan(name, options, caller);
  return span.setAttribute('db.query.text', text);
}
