import { type Attributes, type Context, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { describeError } from '../../../channels/engine/describe-error';

/** Message or event that one side sends and the other handles. */
export interface Exchange {
  /** Undefined for a pattern that only the sender knows. */
  readonly pattern: string | undefined;
  readonly isEvent: boolean;
  readonly isServer: boolean;
  readonly attributes?: Attributes;
}

/** Begins a span of the semantic conventions: those of remote calls for a message, of messaging for an event. */
export function startExchangeSpan(tracer: Tracer, exchange: Exchange, parent: Context): Span {
  const { pattern, isEvent, isServer, attributes } = exchange;
  return isEvent
    ? startEvent(tracer, pattern, isServer, attributes, parent)
    : tracer.startSpan(
        pattern ?? 'message',
        {
          kind: isServer ? SpanKind.SERVER : SpanKind.CLIENT,
          attributes: {
            'rpc.system.name': 'nestjs',
            ...(pattern !== undefined && { 'rpc.method': pattern }),
            ...attributes,
          },
        },
        parent,
      );
}

function startEvent(
  tracer: Tracer,
  pattern: string | undefined,
  isServer: boolean,
  others: Attributes | undefined,
  parent: Context,
): Span {
  const name = isServer ? 'process' : 'publish';
  const attributes = {
    'messaging.system': 'nestjs',
    'messaging.operation.name': name,
    'messaging.operation.type': isServer ? 'process' : 'send',
    ...(pattern !== undefined && { 'messaging.destination.name': pattern }),
    ...others,
  };
  const kind = isServer ? SpanKind.CONSUMER : SpanKind.PRODUCER;
  return tracer.startSpan([name, pattern].filter(Boolean).join(' '), { kind, attributes }, parent);
}

/** Puts an error on a span; clients receive errors as plain objects or texts. */
export function describeFailure(span: Span, error: unknown): void {
  describeError(span, typeof error === 'string' ? { message: error } : error, redactMessage);
  span.setAttribute('error.type', String((Object(error) as { name?: unknown }).name ?? '_OTHER'));
}
