import type { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { watch } from '../../emitters/watch-emitters';
import type { EmitterWatch } from '../../emitters/watched';
import { isGivenUp, timeoutOf } from '../../outgoing/given-up';
import type { HeaderCapture } from '../captured-headers';
import { clientDurationAttributes, type Instruments } from '../instruments';
import { knownMethod } from '../methods';
import { isGoodStatus, LOWEST_CLIENT_ERROR, setSpanError, setUnknownError, statusError } from '../span-error';
import { userAgentOf } from './client-attributes';
import type { ClientTarget } from './target';

/** Values that all client requests of a scheme share. */
export interface ClientSide {
  readonly instruments: Readonly<Instruments>;
  readonly captureRequest: HeaderCapture | undefined;
  readonly captureResponse: HeaderCapture | undefined;
}

/** Client request, from the call of `http.request` to the end of the response or to its failure. */
export class ClientCall implements EmitterWatch {
  readonly events = EVENTS;
  /** The caller's context: listeners to the request or the response continue the caller's work. */
  readonly context: Context;
  readonly #tracing: ClientSide;
  readonly #target: ClientTarget;
  readonly #span: Span;
  readonly #startMs = monotonicNow();
  #request: ClientRequest | undefined;
  #status: number | undefined;
  #version: string | undefined;
  #hasTimedOut = false;
  #hasEnded = false;

  constructor(tracing: ClientSide, target: ClientTarget, span: Span, caller: Context) {
    this.#tracing = tracing;
    this.#target = target;
    this.#span = span;
    this.context = caller;
  }

  /** Follows the request that `http.request` has returned; `headers` are the caller's. */
  follow(request: ClientRequest, headers: RequestOptions['headers']): void {
    this.#request = request;
    watch(request, this);
    const userAgent = this.#span.isRecording() ? userAgentOf(request, headers) : undefined;
    if (userAgent !== undefined) this.#span.setAttribute('user_agent.original', userAgent);
  }

  notice(emitter: EventEmitter, event: string | symbol, argument: unknown): void {
    try {
      if (event === 'error') this.#onError(argument);
      else if (event === 'timeout') this.#hasTimedOut = true;
      else if (emitter !== this.#request) event === 'end' && this.#onEnd(emitter as IncomingMessage);
      else if (event === 'response') this.#onResponse(argument as IncomingMessage);
      // Heard beside the app's listener alone: Node takes a listener of ours for one that takes the connection.
      else if (event === 'upgrade' || event === 'connect') this.#noteResponse(argument as IncomingMessage);
      else if (event === 'close') this.#finish(this.#status);
    } catch (failure) {
      ownDiag.error('http: a request could not be followed', failure);
    }
  }

  /** Ends the call with an error of the connection or the response. */
  fail(error: unknown): void {
    if (!error || this.#hasEnded) return;
    this.#end(setSpanError(this.#span, error));
  }

  /** Ends the call with an exception of `http.request`; undefined if the app has caught it. */
  refuse(uncaught: { readonly error: unknown } | undefined): void {
    if (uncaught?.error) this.fail(uncaught.error);
    else this.#end(setUnknownError(this.#span));
  }

  #onError(error: unknown): void {
    if (this.#hasEnded) return;
    if (isGivenUp(error) || this.#isGivenUp(error)) this.#finish(this.#status);
    else this.fail(timeoutOf(error) ?? error);
  }

  /** Tells whether the app has destroyed the request without an error of its own, other than for a timeout. */
  #isGivenUp(error: unknown): boolean {
    const request = this.#request;
    if (Object(error).code !== 'ECONNRESET' || this.#hasTimedOut || request?.destroyed !== true) return false;
    const { socket } = request;
    // The other side ends the socket, or breaks it.
    return !socket?.readableEnded && !socket?.errored;
  }

  #onResponse(response: IncomingMessage): void {
    this.#noteResponse(response);
    watch(response, this);
  }

  #noteResponse(response: IncomingMessage): void {
    this.#status = response.statusCode;
    this.#version = response.httpVersion;
    if (this.#span.isRecording()) this.#describeResponse(response);
  }

  #describeResponse(response: IncomingMessage): void {
    const span = this.#span;
    const { statusCode, socket, httpVersion } = response;
    if (statusCode !== undefined) span.setAttribute('http.response.status_code', statusCode);
    if (socket) {
      const { remoteAddress, remotePort } = socket;
      if (remoteAddress !== undefined) span.setAttribute('network.peer.address', remoteAddress);
      if (remotePort !== undefined) span.setAttribute('network.peer.port', remotePort);
      span.setAttribute('network.protocol.version', httpVersion);
    }
    this.#tracing.captureRequest?.(name => this.#request!.getHeader(name), span);
    this.#tracing.captureResponse?.(name => response.headers[name], span);
  }

  #onEnd(response: IncomingMessage): void {
    if (!response.aborted || response.complete) this.#finish(response.statusCode);
    else if (!this.#hasEnded) {
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
      this.#end(statusError(response.statusCode, LOWEST_CLIENT_ERROR));
    }
  }

  /** Ends the call as the status says, if it has one. */
  #finish(status: number | undefined): void {
    if (this.#hasEnded) return;
    const errorType = statusError(status, LOWEST_CLIENT_ERROR);
    if (status !== undefined && !isGoodStatus(status, LOWEST_CLIENT_ERROR))
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    if (errorType !== undefined) this.#span.setAttribute('error.type', errorType);
    this.#end(errorType);
  }

  #end(errorType: string | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
    const { method, address, port } = this.#target;
    this.#tracing.instruments.clientDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      clientDurationAttributes(knownMethod(method), this.#version, this.#status, errorType, address, port),
      this.context,
    );
  }
}

const EVENTS = ['response', 'close', 'end', 'error'];
