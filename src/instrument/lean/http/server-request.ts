import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Context, diag, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { type RPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
import { monotonicNow } from '../../../tracing/monotonic-clock';
import { releaseWatch } from '../emitters/connection-watches';
import type { ServedWatch } from '../emitters/served-watch';
import { watchOn } from '../emitters/watch-emitters';
import type { HeaderCapture } from './captured-headers';
import { type Instruments, serverDurationAttributes } from './instruments';
import { knownMethod } from './methods';
import { isGoodStatus, setSpanError, statusError } from './span-error';
import { spanName } from './span-name';

/** What all requests of one scheme have in common. */
export interface ServerSide {
  readonly scheme: 'http' | 'https';
  readonly instruments: Readonly<Instruments>;
  readonly captureResponse: HeaderCapture | undefined;
}

interface Messages {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const LOWEST_ERROR = 500;

/**
 * One request that is being served, from the server's 'request' event to the response's 'close'. It is the RPC metadata
 * of its own context too, into which frameworks write the route.
 */
export class ServerRequest implements ServedWatch {
  readonly type = RPCType.HTTP;
  readonly events = EVENTS;
  readonly span: Span;
  readonly context: Context;
  /** Written by frameworks. */
  route: string | undefined = undefined;
  way: object | undefined = undefined;
  readonly #side: ServerSide;
  /** Until both are closed: what was begun in this context may live on, and must not keep them alive. */
  #messages: Messages | undefined;
  readonly #startMs = monotonicNow();
  #hasEnded = false;
  #hasFinished = false;
  #isClosed = false;
  #isRequestClosed = false;
  #onClose: (() => void)[] | undefined;
  #next: ServerRequest | undefined;

  constructor(side: ServerSide, messages: Messages, span: Span, parent: Context) {
    this.#side = side;
    this.#messages = messages;
    this.span = span;
    this.context = setRPCMetadata(trace.setSpan(parent, span), this as RPCMetadata);
  }

  get request(): IncomingMessage | undefined {
    return this.#messages?.request;
  }

  get response(): ServerResponse | undefined {
    return this.#messages?.response;
  }

  /** The one that this response answers already. */
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

  /** What ends a response for Node; and, for a request nobody has read to its end by then, what clears it away. */
  nodesListeners(emitter: EventEmitter, event: string | symbol): number {
    if (event === 'finish') return emitter === this.response ? 1 : 0;
    return event === 'end' && this.#hasFinished ? 1 : 0;
  }

  /** Passes on what it hears to one that began later with the same response. */
  alsoTell(later: ServerRequest): void {
    if (this.#next === undefined) this.#next = later;
    else this.#next.alsoTell(later);
  }

  /** Ends it with an error of the response, or one that a handler threw. */
  fail(error: unknown): void {
    if (!error || this.#hasEnded) return;
    try {
      this.#end(undefined, setSpanError(this.span, error), undefined);
    } catch (failure) {
      diag.error('http: a request could not be ended', failure);
    }
  }

  onClose(callBack: () => void): void {
    if (this.#isClosed) callBack();
    else if (this.#onClose === undefined) this.#onClose = [callBack];
    else this.#onClose.push(callBack);
  }

  #close(): void {
    try {
      if (!this.#hasEnded) this.#finish();
      this.#isClosed = true;
      for (const callBack of this.#onClose ?? []) callBack();
      this.#onClose = undefined;
      this.#releaseWhenOver();
    } catch (failure) {
      diag.error('http: a request could not be ended', failure);
    }
  }

  #releaseWhenOver(): void {
    if (!this.#isRequestClosed || !this.#isClosed) return;
    releaseWatch(this);
    this.#messages = undefined;
  }

  #finish(): void {
    const { request, response } = this.#messages!;
    const status = response.statusCode;
    const errorType = statusError(status, LOWEST_ERROR);
    if (this.span.isRecording()) this.#describe(request, response, errorType);
    this.#end(status, errorType, this.route);
  }

  #describe(request: IncomingMessage, response: ServerResponse, errorType: string | undefined): void {
    const { span, route } = this;
    const status = response.statusCode;
    span.setAttribute('http.response.status_code', status);
    if (route !== undefined) span.setAttribute('http.route', route);
    if (errorType !== undefined) span.setAttribute('error.type', errorType);
    this.#side.captureResponse?.(name => response.getHeader(name), span);
    if (!isGoodStatus(status, LOWEST_ERROR)) span.setStatus({ code: SpanStatusCode.ERROR });
    if (route) span.updateName(spanName(request.method || 'GET', route));
  }

  #end(status: number | undefined, errorType: string | undefined, route: string | undefined): void {
    this.#hasEnded = true;
    this.span.end();
    const { scheme, instruments } = this.#side;
    const { method, httpVersion } = this.#messages!.request;
    instruments.serverDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      serverDurationAttributes(scheme, knownMethod(method), httpVersion, status, errorType, route),
      this.context,
    );
  }
}

const EVENTS = ['close', 'error'];
