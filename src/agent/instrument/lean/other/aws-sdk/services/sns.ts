import { SpanKind } from '@opentelemetry/api';
import type { Description, Input, Service } from '../types';
import { carryingContext } from './message-attributes';

const TOPIC = 'aws.sns.topic.arn';

export const SNS: Service = {
  describe({ command, input }) {
    const { name, kind, attributes } = command === 'Publish' ? publishing(input) : {};
    return {
      name: name ?? `SNS ${command}`,
      kind: kind ?? SpanKind.CLIENT,
      attributes: {
        'messaging.system': 'aws.sns',
        ...attributes,
        ...(input.TopicArn ? { [TOPIC]: input.TopicArn as string } : undefined),
      },
    };
  },
  carry({ command, input }, context) {
    return command === 'Publish' ? carryingContext(input, context) : undefined;
  },
  note({ span, output }) {
    if (output.TopicArn) span.setAttribute(TOPIC, output.TopicArn as string);
    return false;
  },
};

function publishing(input: Input): Description {
  const { TopicArn, TargetArn, PhoneNumber } = input as Readonly<Record<string, string | undefined>>;
  const arn = TopicArn ?? TargetArn;
  const destination = TopicArn || TargetArn ? lastPart(arn) : PhoneNumber || 'unknown';
  return {
    name: `${PhoneNumber ? 'phone_number' : destination} send`,
    kind: SpanKind.PRODUCER,
    attributes: {
      'messaging.destination_kind': 'topic',
      'messaging.destination': destination,
      'messaging.destination.name': TopicArn || TargetArn || PhoneNumber || 'unknown',
    },
  };
}

function lastPart(arn: unknown): string | undefined {
  return typeof arn === 'string' ? arn.slice(arn.lastIndexOf(':') + 1) : undefined;
}
