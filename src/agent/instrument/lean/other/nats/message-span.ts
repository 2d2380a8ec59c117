import type { Context, Span, SpanKind, Tracer } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { describeError } from '../../../channels/engine/describe-error';
import { isInbox } from './subjects';
import type { Connection } from './types';

/** Types of the operations, by their names. */
const TYPES = {
  publish: 'send',
  request: 'send',
  process: 'process',
  ack: 'settle',
  nak: 'settle',
  term: 'settle',
} as const;

/** Operation of the app on a message. */
export interface Operation {
  readonly connection: Connection;
  readonly name: keyof typeof TYPES;
  readonly kind: SpanKind;
  readonly subject: string;
  /** A subscription's subject with wildcards. */
  readonly template?: string | undefined;
  /** Durable consumer of JetStream. */
  readonly subscription?: string | undefined;
  /** Queue group. */
  readonly group?: string | undefined;
}

/** Begins a span of the messaging semantic conventions. */
export function startMessageSpan(tracer: Tracer, operation: Operation, parent: Context): Span {
  const { connection, name, kind, subject, template, subscription, group } = operation;
  const { hostname, port } = connection.protocol?.server ?? {};
  const isTemporary = isInbox(connection, subject);
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.name': name,
    'messaging.operation.type': TYPES[name],
    'messaging.destination.name': subject,
    ...(isTemporary && { 'messaging.destination.temporary': true }),
    ...(template !== undefined && { 'messaging.destination.template': template }),
    ...(subscription && { 'messaging.destination.subscription.name': subscription }),
    ...(group && { 'messaging.consumer.group.name': group }),
    ...(hostname !== undefined && { 'server.address': hostname, 'server.port': port }),
  };
  const shown = isTemporary ? '(temporary)' : (template ?? subject);
  return tracer.startSpan(`${name} ${shown}`, { kind, attributes }, parent);
}

/** Puts an error on a span and ends it. */
export function fail(span: Span, error: unknown): void {
  describeError(span, error, redactMessage);
  span.setAttribute('error.type', typeOf(error));
  span.end();
}

/** The client wraps errors: `RequestError` stands for `NoResponders`; all of `nats` 2 are `NatsError` with a code. */
function typeOf(error: unknown): string {
  const { cause, code, name } = Object(error) as { cause?: unknown; code?: unknown; name?: unknown };
  return String((Object(cause) as { name?: unknown }).name ?? code ?? name ?? '_OTHER');
}
