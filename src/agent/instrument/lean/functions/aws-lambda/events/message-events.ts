import { type Attributes, SpanKind } from '@opentelemetry/api';
import { at, type EventFacts, entriesAt, known, listAt, textAt } from '../../event';
import type { Carrier } from '../../parent';

/** Way to read the records of a source. */
interface RecordSource {
  readonly trigger: 'pubsub' | 'datasource';
  readonly attributes: (first: unknown, count: number) => Attributes;
  readonly carrier?: (record: unknown) => Carrier;
}

/** Reads an event made of records: of queues, topics, streams, tables and buckets; undefined for any other. */
export function recordsEvent(event: unknown): EventFacts | undefined {
  const records = listAt(event, 'Records');
  const name = textAt(records[0], 'eventSource') ?? textAt(records[0], 'EventSource');
  const source = name === undefined ? undefined : SOURCES[name];
  if (source === undefined) return kafkaEvent(event);
  const { trigger, attributes, carrier } = source;
  return {
    trigger,
    kind: SpanKind.CONSUMER,
    attributes: attributes(records[0], records.length),
    carriers: carrier === undefined ? [] : records.map(carrier),
  };
}

const SOURCES: Readonly<Record<string, RecordSource>> = {
  'aws:sqs': {
    trigger: 'pubsub',
    attributes: (first, count) =>
      messaging('aws_sqs', lastOfArn(first, 'eventSourceARN'), count, textAt(first, 'messageId')),
    carrier: sqsCarrier,
  },
  'aws:sns': {
    trigger: 'pubsub',
    attributes: (first, count) =>
      messaging('aws.sns', lastOfArn(at(first, 'Sns'), 'TopicArn'), count, textAt(first, 'Sns', 'MessageId')),
    carrier: record => ({ headers: attributesAsHeaders(at(record, 'Sns', 'MessageAttributes'), 'Value') }),
  },
  'aws:kinesis': {
    trigger: 'datasource',
    attributes: (first, count) =>
      messaging('aws.kinesis', lastOfArn(first, 'eventSourceARN')?.replace(/^stream\//, ''), count),
  },
  'aws:dynamodb': {
    trigger: 'datasource',
    attributes: first =>
      known({
        'faas.document.collection': lastOfArn(first, 'eventSourceARN')?.split('/')[1],
        'faas.document.operation': documentOperation(textAt(first, 'eventName')),
      }),
  },
  'aws:s3': {
    trigger: 'datasource',
    attributes: first =>
      known({
        'faas.document.collection': textAt(first, 's3', 'bucket', 'name'),
        'faas.document.operation': documentOperation(textAt(first, 'eventName')),
        'faas.document.name': textAt(first, 's3', 'object', 'key'),
      }),
  },
};

/** Attributes of the messaging conventions. The message's id is of use only where it is the only one. */
function messaging(system: string, destination: string | undefined, count: number, id?: string): Attributes {
  return known({
    'messaging.system': system,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': destination,
    'messaging.batch.message_count': count > 1 ? count : undefined,
    'messaging.message.id': count > 1 ? undefined : id,
  });
}

/** The name at the end of an ARN. */
function lastOfArn(record: unknown, key: string): string | undefined {
  return textAt(record, key)?.split(':').slice(5).join(':');
}

/** A message of SQS: its own attributes, else those of the SNS notification in it, else X-Ray's header. */
function sqsCarrier(record: unknown): Carrier {
  const own = attributesAsHeaders(at(record, 'messageAttributes'), 'stringValue');
  const headers = Object.keys(own).length > 0 ? own : notificationHeaders(textAt(record, 'body'));
  return { headers, xRay: textAt(record, 'attributes', 'AWSTraceHeader') };
}

function notificationHeaders(body: string | undefined): Record<string, string> {
  // Most bodies are none: only one that looks like a notification is parsed a second time.
  if (body === undefined || !body.includes('"MessageAttributes"') || !body.includes('"TopicArn"')) return {};
  try {
    return attributesAsHeaders(at(JSON.parse(body), 'MessageAttributes'), 'Value');
  } catch {
    return {};
  }
}

function attributesAsHeaders(attributes: unknown, valueKey: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, attribute] of entriesAt(attributes)) {
    const value = textAt(attribute, valueKey);
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** `insert`, `edit` or `delete`, of what DynamoDB and S3 call it. */
function documentOperation(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (/^(INSERT|ObjectCreated)/.test(name)) return 'insert';
  if (/^(REMOVE|ObjectRemoved)/.test(name)) return 'delete';
  return name === 'MODIFY' ? 'edit' : undefined;
}

/** Records of Kafka, MSK's or one's own: lists by `topic-partition`, with headers as lists of bytes. */
function kafkaEvent(event: unknown): EventFacts | undefined {
  if (!KAFKA.has(textAt(event, 'eventSource') ?? '')) return undefined;
  const records = entriesAt(event, 'records').flatMap(([, list]) => listAt(list));
  return {
    trigger: 'pubsub',
    kind: SpanKind.CONSUMER,
    attributes: messaging('kafka', textAt(records[0], 'topic'), records.length),
    carriers: records.map(record => ({ headers: kafkaHeaders(listAt(record, 'headers')) })),
  };
}

const KAFKA = new Set(['aws:kafka', 'SelfManagedKafka']);

function kafkaHeaders(list: readonly unknown[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const header of list)
    for (const [name, bytes] of entriesAt(header))
      if (Array.isArray(bytes)) headers[name.toLowerCase()] = Buffer.from(bytes).toString('utf8');
  return headers;
}
