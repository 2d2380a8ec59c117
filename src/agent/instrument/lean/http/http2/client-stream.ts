import type { EventEmitter } from 'node:events';
import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { watchOn } from '../../emitters/watch-emitters';
import type { EmitterWatch } from '../../emitters/watched';
import { isGivenUp, timeoutOf } from '../../outgoing/given-up';
import type { ClientSide } from '../client/client-call';
import type { ClientTarget } from '../client/target';
import { clientDurationAttributes } from '../instruments';
import { knownMethod } from '../methods';
import { isGoodStatus, LOWEST_CLIENT_ERROR, setUnknownError, statusError } from '../span-error';
import { peerOf } from './connection';
import { setStreamError } from './stream-error';

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** `NGHTTP2_CANCEL`, for which Node emits no error. The module's constants would load it. */
const CANCEL = 8;

/** Request over HTTP/2, from the call of `session.request` to the 'close' of its stream. */
export class StreamCall implements EmitterWatch {
  readonly events = EVENTS;
  /** The caller's context: listeners to the stream continue the caller's work. */
  readonly context: Context;
  readonly #tracing: ClientSide;
  readonly #target: ClientTarget;
  readonly #span: Span;
  readonly #startMs = monotonicNow();
  #stream: ClientHttp2Stream | undefined;
  #status: number | undefined;
  #hasTimedOut = false;
  #isClosedByApp = false;
  #hasLostConnection = false;
  #hasEnded = false;

  constructor(tracing: ClientSide, target: ClientTarget, span: Span, caller: Context) {
    this.#tracing = tracing;
    this.#target = target;
    this.#span = span;
    this.context = caller;
  }

  /** Keeps the stream that `session.request` has returned. */
  follow(stream: ClientHttp2Stream): void {
    this.#stream = stream;
  }

  notice(_emitter: EventEmitter, event: string | symbol, argument: unknown): void {
    try {
      if (event === 'response') this.#onResponse(argument as ResponseHeaders);
      else if (event === 'timeout') this.#hasTimedOut = true;
      else if (event === 'error') this.#onError(argument);
      else if (event === 'close') this.#onClose();
    } catch (failure) {
      ownDiag.error('http2: a request could not be followed', failure);
    }
  }

  /** Called when the stream's `close` is: by the app, or by Node, which does so when the connection is gone. */
  noteClose(): void {
    const { session, closed } = this.#stream ?? {};
    if (closed !== false || this.#isClosedByApp) return;
    if (session === undefined || session.destroyed || !session.socket.destroyed) this.#isClosedByApp = true;
    else this.#hasLostConnection = true;
  }

  /** Ends the call with an exception of `session.request`; undefined if the app has caught it. */
  refuse(uncaught: { readonly error: unknown } | undefined): void {
    if (uncaught?.error) this.#fail(uncaught.error);
    else this.#end(setUnknownError(this.#span));
  }

  #onResponse(headers: ResponseHeaders): void {
    this.#status = headers[':status'];
    const span = this.#span;
    if (!span.isRecording()) return;
    span.setAttribute('network.protocol.version', '2');
    if (this.#status !== undefined) span.setAttribute('http.response.status_code', this.#status);
    const { session, sentHeaders } = this.#stream!;
    const { remoteAddress, remotePort } = peerOf(session);
    if (remoteAddress !== undefined) span.setAttribute('network.peer.address', remoteAddress);
    if (remotePort !== undefined) span.setAttribute('network.peer.port', remotePort);
    this.#tracing.captureRequest?.(name => sentHeaders[name], span);
    this.#tracing.captureResponse?.(name => headers[name], span);
  }

  #onError(error: unknown): void {
    if (this.#hasEnded) return;
    const timeout = timeoutOf(error) ?? (this.#isClosedByApp && this.#hasTimedOut ? TIMEOUT : undefined);
    if (timeout !== undefined) this.#fail(timeout);
    else if (this.#isClosedByApp || isGivenUp(error) || isOfEndedSession(error)) this.#finish();
    else this.#fail(error);
  }

  /** Tells a cancelled stream from a stream that was cancelled: Node emits an error for neither. */
  #onClose(): void {
    if (this.#hasEnded) return;
    if (this.#stream?.rstCode !== CANCEL) this.#finish();
    else if (this.#hasLostConnection) this.#fail(LOST);
    else if (!this.#isClosedByApp) this.#fail(RESET);
    else if (this.#hasTimedOut) this.#fail(TIMEOUT);
    else this.#finish();
  }

  #fail(error: unknown): void {
    if (!this.#hasEnded) this.#end(setStreamError(this.#span, error));
  }

  /** Ends the call as the status says, if it has one. */
  #finish(): void {
    const status = this.#status;
    const errorType = statusError(status, LOWEST_CLIENT_ERROR);
    if (status !== undefined && !isGoodStatus(status, LOWEST_CLIENT_ERROR))
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    if (errorType !== undefined) this.#span.setAttribute('error.type', errorType);
    this.#end(errorType);
  }

  #end(errorType: string | undefined): void {
    this.#hasEnded = true;
    this.#stream = undefined;
    this.#span.end();
    const { method, address, port } = this.#target;
    this.#tracing.instruments.clientDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      clientDurationAttributes(knownMethod(method), '2', this.#status, errorType, address, port),
      this.context,
    );
  }
}

const EVENTS = ['response', 'close', 'error'];

const failure = (code: string, message: string) => Object.assign(new Error(message), { code, stack: '' });
const LOST = failure('ERR_SOCKET_CLOSED', 'Socket is closed');
const RESET = failure('NGHTTP2_CANCEL', 'Stream closed with error code NGHTTP2_CANCEL');
const TIMEOUT = failure('ETIMEDOUT', 'The stream timed out');

/** Tells an error of a stream whose session the app has ended; that of a failed session has a cause. */
function isOfEndedSession(error: unknown): boolean {
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  return code === 'ERR_HTTP2_STREAM_CANCEL' && cause === undefined;
}

type Close = ClientHttp2Stream['close'];

/** Wraps `close` of streams: only its caller tells who has cancelled. */
export function noteClosing(original: Close): Close {
  const { close } = {
    close(this: ClientHttp2Stream, ...args: Parameters<Close>) {
      const call = watchOn(this);
      if (call instanceof StreamCall) call.noteClose();
      original.apply(this, args);
    },
  };
  return close;
}
