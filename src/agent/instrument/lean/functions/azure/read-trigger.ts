import { SpanKind } from '@opentelemetry/api';
import type { UrlRedaction } from '../../http/url-query';
import { type EventFacts, entriesAt, known } from '../event';
import { httpAttributes } from '../http-call';
import type { AzureRequest, AzureTrigger, PreInvocation } from './types';

/** Facts of an invocation, with the trace context of its sender as header fields. */
export type AzureFacts = Omit<EventFacts, 'carriers'> & {
  readonly headers: Readonly<Record<string, string>>;
};

/** Reads from its trigger where an invocation comes from. */
export function readTrigger(
  { invocationContext, inputs }: Pick<PreInvocation, 'invocationContext' | 'inputs'>,
  redaction: UrlRedaction,
): AzureFacts {
  const trigger = invocationContext.options?.trigger ?? {};
  const type = trigger.type?.replace(/Trigger$/i, '').toLowerCase() ?? '';
  if (type === 'http')
    return ofHttp(inputs[0] as AzureRequest, trigger.route ?? invocationContext.functionName, redaction);
  if (type === 'timer') return { trigger: 'timer', kind: SpanKind.SERVER, attributes: {}, headers: {} };
  if (DATA_SOURCES.has(type))
    return { trigger: 'datasource', kind: SpanKind.CONSUMER, attributes: {}, headers: {} };
  if (!MESSAGES.has(type)) return { trigger: 'other', kind: SpanKind.SERVER, attributes: {}, headers: {} };
  const properties = PROPERTIES.flatMap(key => entriesAt(invocationContext.triggerMetadata, key));
  return {
    trigger: 'pubsub',
    kind: SpanKind.CONSUMER,
    attributes: ofMessage(type, trigger),
    headers: texts(properties),
  };
}

const DATA_SOURCES = new Set(['blob', 'cosmosdb', 'sql', 'mysql']);
/** Triggers by messages, with their `messaging.system`. */
const MESSAGES: ReadonlyMap<string, string> = new Map([
  ['queue', 'azure.storage_queue'],
  ['servicebus', 'servicebus'],
  ['eventhub', 'eventhubs'],
  ['eventgrid', 'eventgrid'],
  ['kafka', 'kafka'],
  ['rabbitmq', 'rabbitmq'],
]);
/** Names of a message's own properties: of Service Bus, and of Event Hubs. */
const PROPERTIES = ['applicationProperties', 'properties'];

function ofMessage(type: string, { queueName, topicName, eventHubName }: AzureTrigger) {
  return known({
    'messaging.system': MESSAGES.get(type),
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': queueName ?? topicName ?? eventHubName,
  });
}

function ofHttp(request: AzureRequest, route: string | undefined, redaction: UrlRedaction): AzureFacts {
  const url = new URL(request.url);
  const headers = texts(request.headers);
  const facts = {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    route: route === undefined ? undefined : routeOf(route, url.pathname),
    clientAddress: undefined,
    host: url.host,
    protocol: undefined,
  };
  return {
    trigger: 'http',
    kind: SpanKind.SERVER,
    attributes: { ...httpAttributes(facts, headers, redaction), 'url.scheme': url.protocol.slice(0, -1) },
    headers,
  };
}

/** Puts the host's prefix, `api` unless host.json has another, before the app's route: the path begins with it. */
function routeOf(route: string, path: string): string {
  const own = route.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  const isCounted = !own.some(part => /^\{(\*|.*[?=])/.test(part));
  return `/${[...(isCounted ? given.slice(0, Math.max(0, given.length - own.length)) : []), ...own].join('/')}`;
}

/** Members that are texts, by their names in lower case. */
function texts(members: Iterable<readonly [string, unknown]>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of members) if (typeof value === 'string') found[name.toLowerCase()] = value;
  return found;
}

/** Reads the status of an HTTP function's result, which is 200 where it does not say; NaN where it is no answer. */
export function statusOf(result: unknown): number {
  if (typeof result !== 'object' || result === null) return Number.NaN;
  const { status } = result as { readonly status?: unknown };
  return Number(status ?? 200);
}
