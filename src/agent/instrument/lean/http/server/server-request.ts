import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Context, type Span, trace } from '@opentelemetry/api';
import { type RPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { othersOn, releaseWatch } from '../../emitters/connection-watches';
import type { ServedWatch } from '../../emitters/served-watch';
import { watchOn } from '../../emitters/watch-emitters';
import type { Follower } from '../../emitters/watched';
import type { HeaderCapture } from '../captured-headers';
import { type Instruments, serverDurationAttributes } from '../instruments';
import { knownMethod } from '../methods';
import { LOWEST_SERVER_ERROR, setSpanError, statusError } from '../span-error';
import { describeServed } from './describe-served';
import type { OpenRequests } from './flush-when-idle';
import { sentStatus } from './sent-status';

/** Values that all requests of a scheme share. */
export interface ServerSide {
  readonly scheme: 'http' | 'https';
  readonly instruments: Readonly<Instruments>;
  readonly captureResponse: HeaderCapture | undefined;
  /** Hears of the requests that are open, where their number matters. */
  readonly whenIdle?: OpenRequests | undefined;
}

interface Messages {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Request that is being served, from the server's event to the response's 'close'. It is also the RPC metadata
 * of its own context: frameworks write the route there.
 */
export class ServerRequest implements ServedWatch {
  readonly type = RPCType.HTTP;
  readonly events = EVENTS;
  readonly span: Span;
  readonly context: Context;
  /** Both kept until they are closed: work begun in this context may live on, and must not keep them alive. */
  request: IncomingMessage | undefined;
  response: ServerResponse | undefined;
  /** Written by frameworks. */
  route: string | undefined = undefined;
  follower: Follower | undefined = undefined;
  readonly #tracing: ServerSide;
  readonly #startMs = monotonicNow();
  #hasEnded = false;
  #hasFinished = false;
  #isOver = false;
  #isClosed = false;
  #isRequestClosed = false;
  #onClose: OnClose[] | undefined;
  /** Undefined until the response is over, and if nothing of it was sent. */
  #status: number | undefined;
  #next: ServerRequest | undefined;

  constructor(tracing: ServerSide, messages: Messages, span: Span, parent: Context) {
    this.#tracing = tracing;
    this.request = messages.request;
    this.response = messages.response;
    this.span = span;
    this.context = setRPCMetadata(trace.setSpan(parent, span), this as RPCMetadata);
    tracing.whenIdle?.begin();
  }

  /** Returns the request that already watches this response. */
  static answeredBy(response: object): ServerRequest | undefined {
    const watch = watchOn(response);
    return watch instanceof ServerRequest ? watch : undefined;
  }

  notice(emitter: EventEmitter, event: string | symbol, argument: unknown): void {
    if (emitter === this.request && event === 'close') {
      this.#isRequestClosed = true;
      this.#releaseWhenOver();
    }
    if (emitter !== this.response) return;
    if (event === 'finish') this.#hasFinished = true;
    else if (event === 'error') this.fail(argument);
    else if (event === 'close') this.#close();
    this.#next?.notice(emitter, event, argument);
  }

  /** Counts Node's own listeners, which need no context: they end the response, then discard an unread request body. */
  nodesListeners(emitter: EventEmitter, event: string | symbol): number {
    if (event === 'finish') return emitter === this.response ? 1 : 0;
    return event === 'end' && this.#hasFinished ? 1 : 0;
  }

  /** Passes events on to a request that began later with this response. */
  alsoTell(later: ServerRequest): void {
    if (this.#next === undefined) this.#next = later;
    else this.#next.alsoTell(later);
  }

  /** Ends the request with an error of the response or of a handler. */
  fail(error: unknown): void {
    if (!error || this.#hasEnded) return;
    try {
      this.#end(undefined, setSpanError(this.span, error), undefined);
    } catch (failure) {
      ownDiag.error('http: a request could not be ended', failure);
    }
  }

  onClose(callBack: OnClose): void {
    if (this.#isOver) callBack(this.#status);
    else if (this.#onClose === undefined) this.#onClose = [callBack];
    else this.#onClose.push(callBack);
  }

  /** Ends the span before the answer's last bytes leave. */
  answer(): void {
    try {
      this.#over(this.response!.statusCode);
    } catch (failure) {
      ownDiag.error('http: a request could not be ended', failure);
    }
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      const response = this.response!;
      this.#over(this.#hasFinished ? response.statusCode : sentStatus(response));
      if (!this.#hasFinished) closeThoseBehind(this);
      this.#releaseWhenOver();
    } catch (failure) {
      ownDiag.error('http: a request could not be ended', failure);
    }
  }

  #over(status: number | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.follower?.settle(this.request!);
    this.#status = status;
    if (!this.#hasEnded) this.#finish();
    this.#onClose?.forEach(callBack => {
      callBack(status);
    });
    this.#onClose = undefined;
    this.#tracing.whenIdle?.end();
  }

  #releaseWhenOver(): void {
    if (!this.#isRequestClosed || !this.#isClosed) return;
    releaseWatch(this);
    this.request = undefined;
    this.response = undefined;
  }

  #finish(): void {
    const status = this.#status;
    const errorType = statusError(status, LOWEST_SERVER_ERROR);
    if (this.span.isRecording()) this.#describe(status, errorType);
    this.#end(status, errorType, this.route);
  }

  #describe(status: number | undefined, errorType: string | undefined): void {
    const { span, route } = this;
    const { request, response } = this as Messages;
    const { captureResponse } = this.#tracing;
    describeServed(span, { method: request.method || 'GET', route, status, errorType });
    if (status !== undefined) captureResponse?.(name => response.getHeader(name), span);
  }

  #end(status: number | undefined, errorType: string | undefined, route: string | undefined): void {
    this.#hasEnded = true;
    this.span.end();
    const { scheme, instruments } = this.#tracing;
    const { method, httpVersion } = this.request!;
    instruments.serverDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      serverDurationAttributes(scheme, knownMethod(method), httpVersion, status, errorType, route),
      this.context,
    );
  }
}

const EVENTS = ['close', 'error'];

type OnClose = (status: number | undefined) => void;

/** Closes the answers that wait for this answer if their connection is cut: Node 20 and 22 emit nothing for them. */
function closeThoseBehind(served: ServerRequest): void {
  if (served.request?.socket.destroyed !== true) return;
  for (const other of othersOn(served)) other.notice(other.response as EventEmitter, 'close', undefined);
}
