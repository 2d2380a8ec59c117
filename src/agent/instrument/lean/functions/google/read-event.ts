import { type Attributes, SpanKind } from '@opentelemetry/api';
import { at, type EventFacts, entriesAt, known, textAt } from '../event';

/** Facts of an event of Google Cloud, with the trace context of its sender as header fields. */
export type GoogleEventFacts = Pick<EventFacts, 'kind' | 'attributes'> & {
  readonly headers: Readonly<Record<string, string>>;
};

/** Reads a function's arguments: a CloudEvent, or data and context of the events before it. */
export function readEvent(args: readonly unknown[]): GoogleEventFacts {
  const event = eventOf(args);
  const read = KINDS.find(([kind]) => kind.test(event.type))?.[1] ?? (() => OTHER);
  const { trigger, attributes, headers = {} } = read(event);
  return {
    kind: SpanKind.CONSUMER,
    attributes: {
      'faas.trigger': trigger,
      ...known({ 'faas.invocation_id': event.id }),
      ...attributes,
      ...ofCloudEvent(args[0]),
    },
    headers: { ...headers, ...traceOf(args[0]) },
  };
}

/** Event in either form. */
interface GoogleEvent {
  readonly type: string;
  readonly id: string | undefined;
  readonly source: string | undefined;
  readonly data: unknown;
}

function eventOf([event, context]: readonly unknown[]): GoogleEvent {
  const isCloudEvent = textAt(event, 'specversion') !== undefined;
  // The framework leaves a CloudEvent's names in the context of most functions from before it.
  const head = isCloudEvent ? event : context;
  return {
    type: textAt(head, 'eventType') ?? textAt(head, 'type') ?? '',
    id: textAt(head, 'eventId') ?? textAt(head, 'id'),
    source: textAt(head, 'source') ?? textAt(head, 'resource', 'name') ?? textAt(head, 'resource'),
    data: isCloudEvent ? at(event, 'data') : event,
  };
}

interface OfKind {
  readonly trigger: EventFacts['trigger'];
  readonly attributes?: Attributes;
  readonly headers?: Record<string, string>;
}

type ReadKind = (event: GoogleEvent) => OfKind;

const OTHER: OfKind = { trigger: 'other' };

const KINDS: readonly [RegExp, ReadKind][] = [
  [/^(google\.|providers\/).*pubsub/, ofMessage],
  [/^(google\.|providers\/).*storage/, ofObject],
  [/^(google\.|providers\/).*(firestore|database|datastore)/, () => ({ trigger: 'datasource' })],
];

/** A message of Pub/Sub, whose attributes have the publisher's trace as Google's clients, or the agent's, put it there. */
function ofMessage({ data, source }: GoogleEvent): OfKind {
  const message = at(data, 'message') ?? data;
  const headers: Record<string, string> = {};
  for (const [name, value] of entriesAt(message, 'attributes'))
    if (typeof value === 'string') headers[name.toLowerCase().replace(/^googclient_/, '')] = value;
  return {
    trigger: 'pubsub',
    attributes: known({
      'messaging.system': 'gcp_pubsub',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': source?.split('/topics/')[1],
      'messaging.message.id': textAt(message, 'messageId'),
    }),
    headers,
  };
}

function ofObject({ type, data }: GoogleEvent): OfKind {
  return {
    trigger: 'datasource',
    attributes: known({
      'faas.document.collection': textAt(data, 'bucket'),
      'faas.document.name': textAt(data, 'name'),
      'faas.document.operation': OPERATIONS[type.split('.').at(-1)!],
    }),
  };
}

const OPERATIONS: Readonly<Record<string, string>> = {
  finalized: 'insert',
  finalize: 'insert',
  metadataUpdated: 'edit',
  metadataUpdate: 'edit',
  deleted: 'delete',
  delete: 'delete',
};

/** Semantic conventions, "CloudEvents". */
function ofCloudEvent(event: unknown): Attributes {
  if (textAt(event, 'specversion') === undefined) return {};
  return known({
    'cloudevents.event_id': textAt(event, 'id'),
    'cloudevents.event_source': textAt(event, 'source'),
    'cloudevents.event_spec_version': textAt(event, 'specversion'),
    'cloudevents.event_type': textAt(event, 'type'),
    'cloudevents.event_subject': textAt(event, 'subject'),
  });
}

/** The extension "distributed tracing". */
function traceOf(event: unknown): Record<string, string> {
  const traceparent = textAt(event, 'traceparent');
  const tracestate = textAt(event, 'tracestate');
  return {
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
  };
}
