import { type Context, propagation, SpanKind } from '@opentelemetry/api';
import { redactUrl } from '../../../../../../shared/urls/redact-url';
import { secretParameters } from '../../../../../../shared/urls/secret-parameters';
import type { Answer, AwsOptions, Description, Input, Service } from '../types';
import { carryingContext, senderOf } from './message-attributes';

/** Describes commands of SQS, and passes trace context on in messages. */
export function sqs({ redactQuery, sqsExtractContextPropagationFromPayload }: AwsOptions): Service {
  const isSecret = secretParameters(redactQuery);
  const inBody = sqsExtractContextPropagationFromPayload === true;
  return {
    describe({ command, input: { QueueUrl } }) {
      const url = typeof QueueUrl === 'string' ? QueueUrl : undefined;
      const queue = url ? url.slice(url.lastIndexOf('/') + 1) : undefined;
      const { attributes, ...described } = describe(command, queue);
      return {
        ...described,
        attributes: {
          'messaging.system': 'aws_sqs',
          'messaging.destination.name': queue,
          'url.full': url === undefined ? undefined : redactUrl(url, isSecret),
          ...attributes,
        },
      };
    },
    carry({ command, input }, context) {
      if (command === 'SendMessage') return carryingContext(input, context);
      if (command === 'SendMessageBatch') return batchCarrying(input, context);
      return command === 'ReceiveMessage' ? askingForContext(input) : undefined;
    },
    note(answer) {
      const { request, span, output } = answer;
      if (request.command === 'SendMessage')
        span.setAttribute('messaging.message.id', output.MessageId as string);
      else if (request.command === 'ReceiveMessage') linkSenders(answer, inBody);
      return false;
    },
  };
}

function describe(command: string, queue: string | undefined): Description {
  if (command === 'ReceiveMessage')
    return {
      name: `${queue} receive`,
      kind: SpanKind.CONSUMER,
      attributes: { 'messaging.operation.type': 'receive' },
      isIncoming: true,
    };
  if (command === 'SendMessage' || command === 'SendMessageBatch')
    return { name: `${queue} send`, kind: SpanKind.PRODUCER };
  return {};
}

function batchCarrying(input: Input, context: Context): Input | undefined {
  if (!Array.isArray(input.Entries)) return undefined;
  const carrying = (entry: unknown) =>
    typeof entry === 'object' && entry !== null ? (carryingContext(entry as Input, context) ?? entry) : entry;
  return { ...input, Entries: input.Entries.map(carrying) };
}

/** SQS gives the attributes of messages that it is asked for. */
function askingForContext(input: Input): Input | undefined {
  const names = input.MessageAttributeNames ?? [];
  if (!Array.isArray(names)) return undefined;
  return { ...input, MessageAttributeNames: [...new Set([...names, ...propagation.fields()])] };
}

function linkSenders({ span, output }: Answer, inBody: boolean): void {
  const messages = (Array.isArray(output.Messages) ? output.Messages : []) as readonly Input[];
  span.setAttribute('messaging.batch.message_count', messages.length);
  for (const message of messages) {
    const context = senderOf(message, { inBody });
    if (context !== undefined)
      span.addLink({ context, attributes: { 'messaging.message.id': message.MessageId as string } });
  }
}
