import type { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Context, diag, type Span, SpanStatusCode } from '@opentelemetry/api';
import { monotonicNow } from '../../../tracing/monotonic-clock';
import { watch } from '../emitters/watch-emitters';
import type { EmitterWatch } from '../emitters/watched';
import type { HeaderCapture } from './captured-headers';
import type { ClientTarget } from './client-target';
import { clientDurationAttributes, type Instruments } from './instruments';
import { knownMethod } from './methods';
import { isGoodStatus, setSpanError, statusError } from './span-error';

/** What all client requests of one scheme have in common. */
export interface ClientSide {
  readonly instruments: Readonly<Instruments>;
  readonly captureRequest: HeaderCapture | undefined;
  readonly captureResponse: HeaderCapture | undefined;
}

const LOWEST_ERROR = 400;

/** One request that is being made, from the call of `http.request` to the end of the response, or to what stands in its way. */
export class ClientCall implements EmitterWatch {
  readonly events = EVENTS;
  /** The caller's: whoever listens to the request or the response goes on with what he was about. */
  readonly context: Context;
  readonly #side: ClientSide;
  readonly #target: ClientTarget;
  readonly #span: Span;
  readonly #startMs = monotonicNow();
  #request: ClientRequest | undefined;
  #status: number | undefined;
  #version: string | undefined;
  #hasEnded = false;

  constructor(side: ClientSide, target: ClientTarget, span: Span, caller: Context) {
    this.#side = side;
    this.#target = target;
    this.#span = span;
    this.context = caller;
  }

  /** Follows the request that `http.request` has returned. */
  follow(request: ClientRequest): void {
    this.#request = request;
    watch(request, this);
  }

  notice(emitter: EventEmitter, event: string | symbol, argument: unknown): void {
    try {
      if (event === 'error') this.fail(argument);
      else if (emitter !== this.#request) event === 'end' && this.#onEnd(emitter as IncomingMessage);
      else if (event === 'response') this.#onResponse(argument as IncomingMessage);
      else if (event === 'close' && !this.#request.aborted)
        this.#end(statusError(this.#status, LOWEST_ERROR));
    } catch (failure) {
      diag.error('http: a request could not be followed', failure);
    }
  }

  /** Ends it with an error: of the connection or the response, or one that `http.request` threw. */
  fail(error: unknown): void {
    if (!error || this.#hasEnded) return;
    this.#end(setSpanError(this.#span, error));
  }

  #onResponse(response: IncomingMessage): void {
    this.#status = response.statusCode;
    this.#version = response.httpVersion;
    if (this.#span.isRecording()) this.#describeResponse(response);
    watch(response, this);
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
    this.#side.captureRequest?.(name => this.#request!.getHeader(name), span);
    this.#side.captureResponse?.(name => response.headers[name], span);
  }

  #onEnd(response: IncomingMessage): void {
    if (this.#hasEnded) return;
    const { statusCode } = response;
    const isBroken = response.aborted && !response.complete;
    const errorType = statusError(statusCode, LOWEST_ERROR);
    if (isBroken || !isGoodStatus(statusCode, LOWEST_ERROR))
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    if (!isBroken && errorType !== undefined) this.#span.setAttribute('error.type', errorType);
    this.#end(errorType);
  }

  #end(errorType: string | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#span.end();
    const { method, address, port } = this.#target;
    this.#side.instruments.clientDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      clientDurationAttributes(knownMethod(method), this.#version, this.#status, errorType, address, port),
      this.context,
    );
  }
}

const EVENTS = ['response', 'close', 'end', 'error'];
