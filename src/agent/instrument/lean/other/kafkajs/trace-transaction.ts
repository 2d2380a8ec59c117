import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { redactMessage } from '../../../../redaction/redact-message';
import { activeContext } from '../../../../tracing/context-manager';
import { describeError } from '../../../channels/engine/describe-error';
import { patchFunction } from '../../patch-function';
import { Failure } from './failure';
import { settled } from './settled';
import { tracingSend } from './trace-send';
import type { Client, Method, Transaction } from './types';

/** Wraps `transaction`: its span lasts until the end of the transaction, and is the parent of its messages. */
export function tracingTransaction(client: Client, original: Method): Method {
  const { transaction }: { transaction: Method } = {
    transaction(...args) {
      const span = client.instruments.tracer.startSpan('transaction', undefined, activeContext());
      const begun = original.apply(this, args) as PromiseLike<Transaction>;
      return begun.then(
        value => {
          patchTransaction(client, span, value);
          return value;
        },
        reason => {
          describeError(span, reason, redactMessage);
          span.end();
          throw reason;
        },
      );
    },
  };
  return transaction;
}

function patchTransaction(client: Client, span: Span, transaction: Transaction): void {
  try {
    const { send, sendBatch, commit, abort } = transaction;
    patchFunction(transaction, 'send', tracingSend(client, send, span));
    patchFunction(transaction, 'sendBatch', tracingSend(client, sendBatch, span));
    patchFunction(transaction, 'commit', ending(span, commit, SpanStatusCode.OK));
    patchFunction(transaction, 'abort', ending(span, abort, SpanStatusCode.UNSET));
  } catch (error) {
    ownDiag.error('kafkajs: a transaction could not be traced', error);
  }
}

/** Wraps a method that ends the transaction; the library refuses to end it again. */
function ending(span: Span, original: Method, code: SpanStatusCode): Method {
  const { method }: { method: Method } = {
    method(...args) {
      return settled(original.apply(this, args), rejection => {
        if (!span.isRecording()) return;
        if (rejection === undefined) span.setStatus({ code });
        else new Failure(rejection.reason).show(span);
        span.end();
      });
    },
  };
  return method;
}
