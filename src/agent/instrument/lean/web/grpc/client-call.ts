import type { EventEmitter } from 'node:events';
import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import { looksLike } from '../../../../upstream/wrapping/looks-like';
import { describeAnswer, describeStatus, describeStreamError } from './describe-outcome';
import type { Callback } from './types';
import type { CallWatch } from './watched-call';

/** Call of a client, from the method that makes it to its callback, or the status of its stream. */
export class ClientCall implements CallWatch {
  readonly context: Context;
  readonly #span: Span;
  #hasEnded = false;

  constructor(span: Span, caller: Context) {
    this.#span = span;
    this.context = trace.setSpan(caller, span);
  }

  /** Ends the call before its callback, which runs in the given context. `isSeen`: the app sees the wrapped function. */
  answering(callback: Callback, context: Context, isSeen: boolean): Callback {
    const call = this;
    const answered: Callback = function (...results) {
      call.#end(span => describeAnswer(span, results[0], false));
      const before = enterContext(context);
      try {
        return callback.apply(this, results);
      } finally {
        leaveContext(before);
      }
    };
    return isSeen ? looksLike(callback, answered) : answered;
  }

  notice(_call: EventEmitter, event: string | symbol, argument: unknown): void {
    if (event === 'error' && argument) this.#end(span => describeStreamError(span, argument));
    else if (event === 'status')
      this.#end(span => describeStatus(span, (argument as { code?: number }).code));
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
