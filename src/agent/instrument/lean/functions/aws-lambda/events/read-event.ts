import { SpanKind } from '@opentelemetry/api';
import type { UrlRedaction } from '../../../http/url-query';
import { at, type EventFacts, entriesAt, known, textAt } from '../../event';
import { httpEvent } from './http-event';
import { recordsEvent } from './message-events';

/** Reads from the event's shape where it comes from. Any JSON value may be an event. */
export function readEvent(event: unknown, clientContext: unknown, redaction: UrlRedaction): EventFacts {
  return httpEvent(event, redaction) ?? recordsEvent(event) ?? busEvent(event) ?? direct(clientContext);
}

/** Event of EventBridge, scheduled ones included. */
function busEvent(event: unknown): EventFacts | undefined {
  const type = textAt(event, 'detail-type');
  if (type === undefined || textAt(event, 'source') === undefined) return undefined;
  if (type === 'Scheduled Event')
    return { trigger: 'timer', kind: SpanKind.SERVER, attributes: {}, carriers: [] };
  const attributes = known({
    'messaging.system': 'aws.eventbridge',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.message.id': textAt(event, 'id'),
  });
  // The bus has no headers: senders put the context into the event.
  return {
    trigger: 'pubsub',
    kind: SpanKind.CONSUMER,
    attributes,
    carriers: [{ headers: texts(at(event, 'detail')) }],
  };
}

/** Call by `Invoke`, whose client context carries what a header would. */
function direct(clientContext: unknown): EventFacts {
  const custom = at(clientContext, 'Custom') ?? at(clientContext, 'custom');
  return { trigger: 'other', kind: SpanKind.SERVER, attributes: {}, carriers: [{ headers: texts(custom) }] };
}

/** Members of an object that are texts, by their names in lower case. */
function texts(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, text] of entriesAt(value)) if (typeof text === 'string') found[name.toLowerCase()] = text;
  return found;
}
