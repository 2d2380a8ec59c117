import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { redactMessage } from '../../../../redaction/redact-message';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { withProperty } from '../../../../upstream/wrapping/with-property';
import { describeError } from '../../../channels/engine/describe-error';
import { Sending } from './sending';
import { settled } from './settled';
import type { Client, Method, TopicMessages } from './types';

/**
 * Wraps `send` or `sendBatch`, of which one takes a topic's messages and the other those of several topics. The
 * messages of a transaction are below its span, which shows their failures, too.
 */
export function tracingSend(client: Client, original: Method, transaction?: Span): Method {
  const { method }: { method: Method } = {
    method(...args) {
      const active = activeContext();
      const caller = transaction === undefined ? active : trace.setSpan(active, transaction);
      const sending = begin(client, caller, args);
      if (transaction === undefined) {
        const result = original.apply(this, args);
        return sending === undefined ? result : settled(result, rejection => sending.end(rejection));
      }
      return settled(runInContext(caller, original, this, ...args), rejection => {
        sending?.end(rejection);
        if (rejection !== undefined && transaction.isRecording())
          describeError(transaction, rejection.reason, redactMessage);
      });
    },
  };
  return method;
}

/** Starts the spans of a call's messages and replaces the messages; undefined where the library will refuse them. */
function begin(client: Client, caller: Context, args: unknown[]): Sending | undefined {
  try {
    const [given] = args as [{ readonly topicMessages?: unknown } | undefined];
    const several = given?.topicMessages;
    const topics: readonly unknown[] = Array.isArray(several) ? several : [given];
    if (!topics.every(isSendable)) return undefined;
    const sending = new Sending(client, caller);
    const sent = topics.map(topic => sending.carrying(topic));
    args[0] = Array.isArray(several) ? withProperty(given!, 'topicMessages', sent) : sent[0];
    return sending;
  } catch (error) {
    ownDiag.error('kafkajs: messages could not be traced', error);
    return undefined;
  }
}

function isSendable(given: unknown): given is TopicMessages {
  const messages = (given as Partial<TopicMessages> | null | undefined)?.messages;
  return (
    Array.isArray(messages) && messages.every(message => typeof message === 'object' && message !== null)
  );
}
