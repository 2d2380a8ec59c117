import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { monotonicNow } from '../../../tracing/monotonic-clock';
import { Existing } from '../emitters/existing';
import type { HeaderCapture } from '../http/captured-headers';
import { requestHeader, responseHeader } from './headers';
import { durationAttributes, type Instruments } from './instruments';
import type { Answered, Sent, UndiciRequest } from './messages';
import type { Server } from './request-url';

/** What all calls have in common. */
export interface CallSide {
  readonly instruments: Readonly<Instruments>;
  readonly captureRequest: HeaderCapture | undefined;
  readonly captureResponse: HeaderCapture | undefined;
}

/** What is known of a request that has been made. */
export interface CallStart {
  readonly span: Span;
  readonly caller: Context;
  /** As semantic conventions have it. */
  readonly method: string;
  readonly server: Server;
}

const LOWEST_ERROR = 400;

/** One request, from its creation to the end of the response, or to what stands in its way. */
export class UndiciCall {
  readonly #side: CallSide;
  readonly #start: CallStart;
  readonly #startMs = monotonicNow();
  #version: string | undefined;
  #status: number | undefined;
  #errorType: string | number | undefined;
  #hasEnded = false;

  constructor(side: CallSide, start: CallStart) {
    this.#side = side;
    this.#start = start;
  }

  /** The headers are about to be sent. */
  send({ request, socket }: Sent): void {
    if (this.#hasEnded) return;
    this.#version = socket.alpnProtocol === 'h2' ? '2' : '1.1';
    const { span } = this.#start;
    if (!span.isRecording()) return;
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress !== undefined) span.setAttribute('network.peer.address', remoteAddress);
    if (remotePort !== undefined) span.setAttribute('network.peer.port', remotePort);
    span.setAttribute('network.protocol.version', this.#version);
    this.#side.captureRequest?.(name => requestHeader(request, name), span);
  }

  /** The head of the response is there. */
  answer({ response: { statusCode, headers } }: Answered): void {
    if (this.#hasEnded) return;
    const isError = statusCode >= LOWEST_ERROR;
    this.#status = statusCode;
    if (isError) this.#errorType = String(statusCode);
    const { span } = this.#start;
    if (!span.isRecording()) return;
    this.#side.captureResponse?.(name => responseHeader(headers, name), span);
    span.setAttribute('http.response.status_code', statusCode);
    if (!isError) return;
    span.setAttribute('error.type', String(statusCode));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** All of the response is there. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { span, caller, method, server } = this.#start;
    span.end();
    this.#side.instruments.duration.record(
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

  /** It has failed, or the app has aborted it: that is none of the server's errors, and no error at all. */
  fail(error: unknown): void {
    if (this.#hasEnded) return;
    try {
      const { name, code, message } = Object(error) as { name?: unknown; code?: unknown; message?: unknown };
      if (name !== 'AbortError') this.#describe(error, typeOf(code) ?? typeOf(name) ?? 'Error', message);
    } finally {
      this.end();
    }
  }

  #describe(error: unknown, type: string | number, message: unknown): void {
    this.#errorType = type;
    const { span } = this.#start;
    if (!span.isRecording()) return;
    span.setAttribute('error.type', type);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(typeof message === 'string' && { message }) });
    span.recordException(error as Error);
  }
}

/** Numbers are the codes of a `DOMException`. */
function typeOf(value: unknown): string | number | undefined {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0)
    ? value
    : undefined;
}

/** The call that is kept on a request. */
export class FollowedRequest extends Existing {
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
