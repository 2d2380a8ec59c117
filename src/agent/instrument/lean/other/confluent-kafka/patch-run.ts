import { type Context, type Span, trace } from '@opentelemetry/api';
import { runInContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { withProperty } from '../../../../upstream/wrapping/with-property';
import { describeFailure, startPoll, startProcess } from '../../../channels/kafka/message-span';
import { linksTo, senderOf } from '../../../channels/kafka/sender';
import { patchFunction } from '../../patch-function';
import { groupOf, leaveToPromises } from './patch-consumer';
import type {
  BatchPayload,
  CallbackConsumer,
  Instruments,
  MessagePayload,
  PromiseConsumer,
  PromiseMessage,
  RunConfig,
} from './types';

/** Has the handlers of the promise API's consumers traced: a message below its sender's span, a batch with links to them. */
export function patchRun(prototype: PromiseConsumer, instruments: Instruments): () => void {
  const { run } = prototype;
  return patchFunction(prototype, 'run', function (...args) {
    const client = this._getInternalClient?.();
    if (client) leaveToPromises(client);
    const [config, ...others] = args;
    return run.call(this, traced(config, client, instruments), ...(others as []));
  });
}

function traced(
  config: RunConfig,
  client: CallbackConsumer | null | undefined,
  { tracer }: Instruments,
): RunConfig {
  const { eachMessage, eachBatch } = Object(config) as RunConfig;
  const group = groupOf(client);
  let result = config;
  if (typeof eachMessage === 'function')
    result = withProperty(result, 'eachMessage', function (this: unknown, payload: MessagePayload) {
      const { topic, partition, message } = payload;
      const sender = senderOf(headersOf(message));
      const shown = { ...message, partition };
      const span = startProcess(tracer, { topic, message: shown, group }, sender);
      return handle(span, sender, () => eachMessage.call(this, payload));
    });
  if (typeof eachBatch === 'function')
    result = withProperty(result, 'eachBatch', function (this: unknown, payload: BatchPayload) {
      const { topic, partition, messages } = payload.batch;
      const links = linksTo(messages.map(message => senderOf(headersOf(message))));
      const polled = { topic, partition, count: messages.length, group, links };
      const span = startPoll(tracer, polled, LEAN_ROOT_CONTEXT);
      return handle(span, LEAN_ROOT_CONTEXT, () => eachBatch.call(this, payload));
    });
  return result;
}

const headersOf = ({ headers }: PromiseMessage) => headers && Object.entries(headers);

/** The consumer awaits its handlers: they may as well return a promise. */
async function handle(span: Span, parent: Context, run: () => unknown): Promise<unknown> {
  try {
    return await runInContext(trace.setSpan(parent, span), run, undefined);
  } catch (error) {
    describeFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}
