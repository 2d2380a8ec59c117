import type { EventEmitter } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import { type Context, type Span, trace } from '@opentelemetry/api';
import { type RPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import type { EmitterWatch, Follower } from '../../emitters/watched';
import { serverDurationAttributes } from '../instruments';
import { knownMethod } from '../methods';
import { describeServed } from '../server/describe-served';
import type { ServerSide } from '../server/server-request';
import { LOWEST_SERVER_ERROR, statusError } from '../span-error';
import { setStreamError } from './stream-error';

interface Begun {
  readonly stream: ServerHttp2Stream;
  readonly method: string;
}

type OnClose = (status: number | undefined) => void;

/** Stream that is being served, until its 'close'. Also the RPC metadata of its context: frameworks write the route there. */
export class ServedStream implements EmitterWatch {
  readonly type = RPCType.HTTP;
  readonly events = EVENTS;
  readonly span: Span;
  readonly context: Context;
  /** Written by frameworks. */
  route: string | undefined = undefined;
  follower: Follower | undefined = undefined;
  readonly #tracing: ServerSide;
  readonly #method: string;
  readonly #startMs = monotonicNow();
  /** Kept until it is closed: work begun in this context may live on, and must not keep it alive. */
  #stream: ServerHttp2Stream | undefined;
  #onClose: OnClose[] = [];
  #hasEnded = false;
  #status: number | undefined;

  constructor(tracing: ServerSide, { stream, method }: Begun, span: Span, parent: Context) {
    this.#tracing = tracing;
    this.#stream = stream;
    this.#method = method;
    this.span = span;
    this.context = setRPCMetadata(trace.setSpan(parent, span), this as RPCMetadata);
  }

  notice(_emitter: EventEmitter, event: string | symbol, argument: unknown): void {
    if (event === 'error') this.fail(argument);
    else if (event === 'close') this.#close();
  }

  /** Ends the span with an error of the stream or of a handler. */
  fail(error: unknown): void {
    if (!error || this.#hasEnded) return;
    try {
      this.#end(error);
    } catch (failure) {
      ownDiag.error('http2: a stream could not be ended', failure);
    }
  }

  /** Calls back when the stream is closed and its span has ended; at once if that is past. */
  onClose(callBack: OnClose): void {
    if (this.#stream === undefined) callBack(this.#status);
    else this.#onClose.push(callBack);
  }

  #close(): void {
    if (this.#stream === undefined) return;
    try {
      if (!this.#hasEnded) this.#end(undefined);
      this.#stream = undefined;
      for (const callBack of this.#onClose.splice(0)) callBack(this.#status);
    } catch (failure) {
      ownDiag.error('http2: a stream could not be ended', failure);
    }
  }

  #end(error: unknown): void {
    this.#hasEnded = true;
    const { span, route } = this;
    const { scheme, instruments, captureResponse } = this.#tracing;
    const method = knownMethod(this.#method);
    const headers = sentHeaders(this.#stream!);
    const status = headers?.[':status'] === undefined ? undefined : Number(headers[':status']);
    this.#status = status;
    const statusType = statusError(status, LOWEST_SERVER_ERROR);
    if (span.isRecording()) {
      describeServed(span, { method, route, status, errorType: statusType });
      if (headers !== undefined) captureResponse?.(name => headers[name], span);
    }
    const errorType = error === undefined ? statusType : setStreamError(span, error);
    span.end();
    instruments.serverDuration.record(
      (monotonicNow() - this.#startMs) / 1000,
      serverDurationAttributes(scheme, method, '2', status, errorType, route),
      this.context,
    );
  }
}

const EVENTS = ['close', 'error'];

/** Returns the head of the answer; undefined if none was sent. */
function sentHeaders({ headersSent, sentHeaders }: ServerHttp2Stream) {
  return headersSent ? sentHeaders : undefined;
}
