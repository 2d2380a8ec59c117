import type { EventEmitter } from 'node:events';
import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { CANCELLED, describeAnswer, describeStatus, describeStreamError, UNKNOWN } from './describe-outcome';
import type { Callback, ServedCall } from './types';
import type { CallWatch } from './watched-call';

/** Call that a server handles, from its handler's start to the answer, or the end of its stream. */
export class ServedSpan implements CallWatch {
  readonly context: Context;
  readonly #span: Span;
  readonly #isAnswerStream: boolean;
  #hasEnded = false;

  constructor(span: Span, parent: Context, isAnswerStream: boolean) {
    this.#span = span;
    this.#isAnswerStream = isAnswerStream;
    this.context = trace.setSpan(parent, span);
  }

  /** Ends the span before the answer is sent. */
  answering(callback: Callback): Callback {
    const served = this;
    const { respond } = {
      respond(this: unknown, error: unknown, value: unknown, trailer: unknown, flags: unknown) {
        served.#end(span => describeAnswer(span, error, true));
        return callback.call(this, error, value, trailer, flags);
      },
    };
    const isAlike = callback.length === respond.length && callback.name === 'respond';
    return (isAlike ? respond : looksLike(callback, respond)) as Callback;
  }

  /** Ends the span of a handler that has thrown: grpc-js answers with the status UNKNOWN. */
  fail(uncaught: { readonly error: unknown } | undefined): void {
    const error =
      uncaught === undefined ? { code: UNKNOWN } : { ...messageOf(uncaught.error), code: UNKNOWN };
    this.#end(span => describeStreamError(span, error));
  }

  notice(call: EventEmitter, event: string | symbol, argument: unknown): void {
    if (!this.#isAnswerStream) return;
    if (event === 'finish') this.#end(span => describeStatus(span, 0));
    else if (event === 'error' && argument) this.#end(span => describeStreamError(span, argument));
    // A stream that the client has given up is destroyed, and never finishes.
    else if (event === 'close' && (call as ServedCall).cancelled)
      this.#end(span => describeStatus(span, CANCELLED));
  }

  #end(describe: (span: Span) => void): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    try {
      if (this.#span.isRecording()) describe(this.#span);
    } catch (failure) {
      ownDiag.error('grpc: the end of a call could not be described', failure);
    }
    this.#span.end();
  }
}

function messageOf(error: unknown) {
  const { name, message } = Object(error) as { name?: string; message?: string };
  return { name, message };
}
