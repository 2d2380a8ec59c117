import { type Context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { activeContext } from '../../../tracing/context-manager';
import { isLeftOut } from '../../lean/is-left-out';
import type { Listeners } from '../../lean/listening-instrumentation';
import { Operation } from './operation';

/** Tracing channel of a library, and how its messages become spans. */
export interface TracedChannel<Message extends object> {
  /** Name without `tracing:` and event. */
  readonly name: string;
  /** Starts the span of an operation, if it gets one; `caller` is the context of the code that publishes. */
  readonly start: (message: Message, caller: Context, tracer: Tracer) => Span | undefined;
  /** Describes an error on the span, which ends then. */
  readonly fail: (span: Span, error: unknown, message: Message) => void;
  /** Describes the result on the span, which ends then; or returns STILL_OPEN, and ends it later. */
  readonly succeed?: (span: Span, message: Message) => unknown;
  /** True if the operation's own work has spans, which go below its span. */
  readonly isParent?: true;
  /** True if the operation may end before its function returns: `traceSync`, and a promise's function that gives none. */
  readonly isSync?: true;
  /** True if the library may publish `asyncEnd` without `asyncStart`. */
  readonly endsLate?: true;
  /** True if the result comes by a callback, which runs in the caller's context: the library may be in another's by then. */
  readonly callsBack?: true;
}

interface Settled {
  readonly error?: unknown;
}

/**
 * Returns the listeners to a channel's messages. A span ends at `error` or `asyncStart`, before the app's code goes on with the
 * outcome: `asyncEnd` comes after a callback has run.
 */
export function listenersOf<Message extends object>(
  channel: TracedChannel<Message>,
  instruments: { readonly tracer: Tracer },
): Listeners {
  const { name, isParent, isSync, endsLate, callsBack } = channel;
  const event = (last: string) => `tracing:${name}:${last}`;
  const listeners: Record<string, (message: Message & Settled) => void> = {
    [event('start')]: message => begin(channel, message, instruments.tracer),
    [event('error')]: message =>
      Operation.of(message)?.end(span => channel.fail(span, message.error, message)),
    [event('asyncStart')](message) {
      const operation = Operation.of(message);
      if (operation === undefined) return;
      operation.end(span => channel.succeed?.(span, message));
      if (callsBack) operation.enter(operation.caller);
    },
  };
  if (isParent || isSync) {
    listeners[event('end')] = message => {
      const operation = Operation.of(message);
      if (operation === undefined) return;
      if (isParent) operation.leave();
      if (isSync && 'result' in message) operation.end(span => channel.succeed?.(span, message));
    };
  }
  if (endsLate)
    listeners[event('asyncEnd')] = message =>
      Operation.of(message)?.end(span => channel.succeed?.(span, message));
  if (callsBack) listeners[event('asyncEnd')] = message => Operation.of(message)?.leave();
  return listeners as Listeners;
}

/** Starts an operation's span, unless its trace is not sampled: then nothing is kept but the context of a callback. */
function begin<Message extends object>(
  channel: TracedChannel<Message>,
  message: Message,
  tracer: Tracer,
): void {
  const caller = activeContext();
  const above = trace.getSpan(caller);
  const isSampled = above === undefined || !isLeftOut(above);
  const span = isSampled ? channel.start(message, caller, tracer) : undefined;
  if (span === undefined && !channel.callsBack) return;
  const operation = Operation.begin(message, span, caller);
  if (channel.isParent && span !== undefined) operation.enter(trace.setSpan(caller, span));
}
