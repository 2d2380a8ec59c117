import type { EventEmitter } from 'node:events';
import { type Span, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { patchEmit } from '../../emitters/patch-emit';
import { patchFunction } from '../../patch-function';
import { keepConnection } from './connection';
import { failMessage, startReceived, startSent } from './message-span';

/** Used parts of ws' class of connections, of servers and of clients. */
export interface Socket extends EventEmitter {
  readonly readyState: number;
  /** A client's own. */
  readonly url?: string;
  send: (this: Socket, data: unknown, ...args: unknown[]) => void;
  /** Called once the connection is made. */
  setSocket: (this: Socket, ...args: unknown[]) => void;
}

const OPEN = 1;

interface Instruments {
  readonly tracer: Tracer;
}

/** Has the messages of all connections traced; returns functions that undo it. */
export function traceMessages(prototype: Socket, instruments: Instruments): (() => void)[] {
  const { setSocket } = prototype;
  return [
    patchFunction(prototype, 'setSocket', function (...args) {
      // A server's are kept with their handshakes.
      if (this.url) keepConnection(this, { context: activeContext(), path: pathOf(this.url) });
      return setSocket.apply(this, args);
    }),
    traceReceived(prototype, instruments),
    traceSent(prototype, instruments),
  ];
}

/** Nothing tells what a listener's promise is worth: the span lasts until all listeners have returned. */
function traceReceived(prototype: Socket, instruments: Instruments): () => void {
  return patchEmit(
    prototype,
    original =>
      function (this: Socket, ...args) {
        if (args[0] !== 'message' || this.listenerCount('message') === 0) return original().apply(this, args);
        const span = startReceived(instruments.tracer, this, args[1]);
        try {
          const isHeard = runInContext(trace.setSpan(LEAN_ROOT_CONTEXT, span), original(), this, ...args);
          span.end();
          return isHeard;
        } catch (error) {
          failMessage(span, error);
          throw error;
        }
      },
  );
}

function traceSent(prototype: Socket, instruments: Instruments): () => void {
  const { send } = prototype;
  return patchFunction(prototype, 'send', function (data, ...args) {
    const called = args.at(-1);
    const isWaiting = typeof called === 'function';
    // Without a callback, ws drops a message of a connection that is closed, and says nothing.
    if (this.readyState !== OPEN && !isWaiting) return send.call(this, data, ...args);
    const span = startSent(instruments.tracer, this, data, activeContext());
    if (isWaiting) args[args.length - 1] = endingWith(span, called as Sent);
    try {
      send.call(this, data, ...args);
      if (!isWaiting) span.end();
    } catch (error) {
      failMessage(span, error);
      throw error;
    }
  });
}

type Sent = (this: unknown, ...results: unknown[]) => unknown;

function endingWith(span: Span, called: Sent): Sent {
  return function (...results) {
    if (results[0]) failMessage(span, results[0]);
    else span.end();
    return called.apply(this, results);
  };
}

function pathOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}
