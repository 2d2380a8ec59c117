import { type Context, propagation, type Span, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, enterContext, runInContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { patchFunction } from '../../patch-function';
import { describeFailure, startExchangeSpan } from './exchange';
import type { Packet, RpcProxy, Server } from './types';

interface Instruments {
  readonly tracer: Tracer;
}

/** Message or event that is being handled. */
interface Handling {
  readonly span: Span;
  readonly context: Context;
  /** True from the start of an answer, which ends the span. */
  isAnswered: boolean;
}

const handlings = new WeakMap<Span, Handling>();

/** Has the messages to servers for TCP traced: `handleMessage(socket, packet)`. */
export function patchServer(prototype: Server, instruments: Instruments): () => void {
  const { handleMessage } = prototype;
  return patchFunction(prototype, 'handleMessage', function (...args) {
    const packet = Object(args[1]) as Packet;
    const handling = begin(this, textOf(packet.pattern), packet, instruments);
    return follow(handling, () => runInContext(handling.context, handleMessage, this, ...args));
  });
}

/** Has the messages to servers for Redis traced: `handleMessage(channel, content, …)` parses the content first. */
export function patchParsing(prototype: Server, instruments: Instruments): (() => void)[] {
  const { handleMessage, parseMessage } = prototype;
  let channel: string | undefined;
  let handling: Handling | undefined;
  return [
    patchFunction(prototype, 'parseMessage', function (content) {
      const packet = parseMessage.call(this, content);
      if (channel !== undefined) {
        handling = begin(this, channel, Object(packet) as Packet, instruments);
        enterContext(handling.context);
      }
      channel = undefined;
      return packet;
    }),
    patchFunction(prototype, 'handleMessage', function (...args) {
      channel = String(args[0]);
      const result = runInContext(LEAN_ROOT_CONTEXT, handleMessage, this, ...args);
      const begun = handling;
      channel = undefined;
      handling = undefined;
      return begun === undefined ? result : follow(begun, () => result);
    }),
  ];
}

/** Ends the span of a message with the end of its answer. */
export function patchResponses(prototype: Server): () => void {
  const { send } = prototype;
  return patchFunction(prototype, 'send', function (stream, respond) {
    const handling = current();
    if (handling === undefined) return send.call(this, stream, respond);
    handling.isAnswered = true;
    return send.call(this, stream, answer => {
      if (answer.isDisposed) handling.span.end();
      return respond(answer);
    });
  });
}

/** Notes the exceptions of handlers, which become answers. */
export function patchProxy(prototype: RpcProxy): () => void {
  const { handleError } = prototype;
  return patchFunction(prototype, 'handleError', function (handler, args, error, ...others) {
    const handling = current();
    if (handling !== undefined) describeFailure(handling.span, error);
    return handleError.call(this, handler, args, error, ...others);
  });
}

function current(): Handling | undefined {
  const span = trace.getSpan(activeContext());
  return span && handlings.get(span);
}

/** Text of a pattern, by which handlers are found; a pattern may be nested too deeply for it. */
function textOf(pattern: unknown): string | undefined {
  try {
    return typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
  } catch {
    return undefined;
  }
}

function begin(
  server: Server,
  pattern: string | undefined,
  packet: Packet,
  { tracer }: Instruments,
): Handling {
  const parent = propagation.extract(LEAN_ROOT_CONTEXT, Object(packet.metadata));
  const isEvent = packet.id === undefined;
  // Patterns that no handler has are the sender's words.
  const isKnown = pattern !== undefined && Boolean(server.getHandlerByPattern(pattern));
  const exchange = { pattern: isKnown ? pattern : undefined, isEvent, isServer: true };
  const span = startExchangeSpan(tracer, exchange, parent);
  const handling = { span, context: trace.setSpan(parent, span), isAnswered: false };
  handlings.set(span, handling);
  if (!isKnown) describeFailure(span, { name: 'NoHandler' });
  return handling;
}

async function follow(handling: Handling, handle: () => Promise<unknown>): Promise<unknown> {
  try {
    return await handle();
  } catch (error) {
    describeFailure(handling.span, error);
    throw error;
  } finally {
    if (!handling.isAnswered) handling.span.end();
  }
}
