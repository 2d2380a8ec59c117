import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { ownDiag } from '../../../../../../shared/log';
import type { Input } from '../types';

/** Attributes of a message, by name. */
type MessageAttributes = Record<string, { readonly StringValue?: string; readonly Value?: string }>;

/** SQS refuses messages with more attributes. */
const MAX_ATTRIBUTES = 10;

/** Copies a message and puts a context into its attributes; undefined if there is no place or nothing to put there. */
export function carryingContext(message: Input, context: Context): Input | undefined {
  const given = message.MessageAttributes ?? {};
  if (typeof given !== 'object') return undefined;
  const attributes: MessageAttributes = { ...given };
  const count = Object.keys(attributes).length;
  if (count + propagation.fields().length > MAX_ATTRIBUTES) {
    ownDiag.warn('aws-sdk: a message has too many attributes to carry the trace context');
    return undefined;
  }
  let isChanged = false;
  const setter: TextMapSetter<MessageAttributes> = {
    set(carrier, key, StringValue) {
      isChanged = true;
      carrier[key] = { DataType: 'String', StringValue } as MessageAttributes[string];
    },
  };
  propagation.inject(context, attributes, setter);
  return isChanged ? { ...message, MessageAttributes: attributes } : undefined;
}

/** Finds the context of the span that has sent a message. `inBody`: SNS puts attributes into the body of its messages. */
export function senderOf(message: Input, { inBody }: { readonly inBody: boolean }): SpanContext | undefined {
  const attributes = Object(message.MessageAttributes) as MessageAttributes;
  const isCarrier = propagation.fields().some(field => attributes[field] !== undefined);
  const carrier = isCarrier ? attributes : inBody ? attributesInBody(message.Body) : undefined;
  if (carrier === undefined) return undefined;
  return trace.getSpanContext(propagation.extract(ROOT_CONTEXT, carrier, GETTER));
}

function attributesInBody(body: unknown): MessageAttributes | undefined {
  try {
    return Object(JSON.parse(String(body))).MessageAttributes;
  } catch {
    return undefined; // Any text may be a message.
  }
}

const GETTER: TextMapGetter<MessageAttributes> = {
  keys: carrier => Object.keys(carrier),
  get: (carrier, key) => carrier[key]?.StringValue || carrier[key]?.Value,
};
