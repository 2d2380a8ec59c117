import { type Attributes, type Context, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import { setSpanError } from '../span-error';
import { connectionOf, linksTo } from './connection';

/** Begins the span of a received message: a trace of its own, as a frame has no place for the sender's context. */
export function startReceived(tracer: Tracer, socket: object, data: unknown): Span {
  const connection = connectionOf(socket);
  const links = connection === undefined ? [] : linksTo(connection);
  const attributes = attributesOf('process', socket, data);
  return tracer.startSpan(
    'process message',
    { kind: SpanKind.CONSUMER, attributes, links, root: true },
    LEAN_ROOT_CONTEXT,
  );
}

/** Begins the span of a message that is sent, below the app's own. */
export function startSent(tracer: Tracer, socket: object, data: unknown, parent: Context): Span {
  const attributes = attributesOf('send', socket, data);
  return tracer.startSpan('send message', { kind: SpanKind.PRODUCER, attributes }, parent);
}

/** Puts an error on a span and ends it. */
export function failMessage(span: Span, error: unknown): void {
  setSpanError(span, error);
  span.end();
}

function attributesOf(operation: 'process' | 'send', socket: object, data: unknown): Attributes {
  const path = connectionOf(socket)?.path;
  const bytes = bytesOf(data);
  return {
    'messaging.system': 'websocket',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'network.protocol.name': 'websocket',
    ...(path !== undefined && { 'url.path': path }),
    ...(bytes !== undefined && { 'messaging.message.body.size': bytes }),
  };
}

/** Size of a message in any of the forms that ws takes and gives; undefined for a Blob's, which is sent later. */
function bytesOf(data: unknown): number | undefined {
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (typeof data === 'number') return String(data).length;
  if (Array.isArray(data)) return data.reduce<number>((sum, part) => sum + (bytesOf(part) ?? 0), 0);
  const { byteLength } = Object(data) as { byteLength?: unknown };
  return typeof byteLength === 'number' ? byteLength : undefined;
}
