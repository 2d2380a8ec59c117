import { types } from 'node:util';
import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { monotonicNow } from '../../../tracing/monotonic-clock';
import { ReturnOverride } from '../emitters/return-override';
import type { HeaderCapture } from '../http/captured-headers';
import { isGivenUp, timeoutOf } from '../outgoing/given-up';
import { requestHeader, responseHeader } from './headers';
import { durationAttributes, type Instruments } from './instruments';
import type { Answered, Sent, UndiciRequest } from './messages';
import type { Server } from './request-url';

/** Values that all calls share. */
export interface CallSide {
  readonly instruments: Readonly<Instruments>;
  readonly captureRequest: HeaderCapture | undefined;
  readonly captureResponse: HeaderCapture | undefined;
}

/** Facts about a request that has been made. */
export interface CallStart {
  readonly span: Span;
  readonly caller: Context;
  /** As semantic conventions have it. */
  readonly method: string;
  readonly server: Server;
}

const LOWEST_ERROR = 400;

/** Request, from its creation to the end of the response or to its failure. */
export class UndiciCall {
  readonly #tracing: CallSide;
  readonly #start: CallStart;
  readonly #startMs = monotonicNow();
  #version: string | undefined;
  #status: number | undefined;
  #errorType: string | undefined;
  #hasEnded = false;

  constructor(tracing: CallSide, start: CallStart) {
    this.#tracing = tracing;
    this.#start = start;
  }

  /** Notes the connection when the headers are about to be sent. */
  send({ request, socket }: Sent): void {
    if (this.#hasEnded) return;
    this.#version = socket.alpnProtocol === 'h2' ? '2' : '1.1';
    const { span } = this.#start;
    if (!span.isRecording()) return;
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress !== undefined) span.setAttribute('network.peer.address', remoteAddress);
    if (remotePort !== undefined) span.setAttribute('network.peer.port', remotePort);
    span.setAttribute('network.protocol.version', this.#version);
    this.#tracing.captureRequest?.(name => requestHeader(request, name), span);
  }

  /** Notes the head of the response. */
  answer({ response: { statusCode, headers } }: Answered): void {
    if (this.#hasEnded) return;
    const isError = statusCode >= LOWEST_ERROR;
    this.#status = statusCode;
    if (isError) this.#errorType = String(statusCode);
    const { span } = this.#start;
    if (!span.isRecording()) return;
    this.#tracing.captureResponse?.(name => responseHeader(headers, name), span);
    span.setAttribute('http.response.status_code', statusCode);
    if (!isError) return;
    span.setAttribute('error.type', String(statusCode));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** Ends the call and records its duration. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { span, caller, method, server } = this.#start;
    span.end();
    this.#tracing.instruments.duration.record(
      (monotonicNow() - this.#startMs) / 1000,
      durationAttributes(
        this.#status,
        method,
        server.address,
        server.port,
        server.scheme,
        this.#errorType,
        this.#version,
      ),
      caller,
    );
  }

  /** Ends the call with an error, unless the app has broken it off, which is no error. */
  fail(error: unknown): void {
    if (this.#hasEnded) return;
    try {
      if (!isGivenUp(error) && !isAppsOwn(error)) this.#describe(error);
    } finally {
      this.end();
    }
  }

  #describe(error: unknown): void {
    const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
    const type = textOf(code) ?? textOf(name) ?? 'Error';
    this.#errorType = type;
    const { span } = this.#start;
    if (!span.isRecording()) return;
    span.setAttribute('error.type', type);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' && { message }) });
    span.recordException(error as Error);
  }
}

/** Tells the app's own reason for an abort, which may be anything, from errors of connections and undici: these have a code. */
function isAppsOwn(error: unknown): boolean {
  if (!types.isNativeError(error) && !(error instanceof Error)) return true;
  return textOf((error as { code?: unknown }).code) === undefined && timeoutOf(error) === undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Keeps the call on a request. */
export class FollowedRequest extends ReturnOverride {
  #call: UndiciCall;

  private constructor(request: object, call: UndiciCall) {
    super(request);
    this.#call = call;
  }

  static callOf(request: object): UndiciCall | undefined {
    return #call in request ? (request as FollowedRequest).#call : undefined;
  }

  static follow(request: UndiciRequest, call: UndiciCall): void {
    if (!(#call in request)) new FollowedRequest(request, call);
  }
}
