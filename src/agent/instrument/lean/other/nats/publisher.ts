import { type Context, propagation, type TextMapGetter } from '@opentelemetry/api';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import type { Headers, Message } from './types';

/** Returns the context of a message's publisher; undefined for messages of the server itself. */
export function publisherOf(message: Pick<Message, 'headers'>): Context | undefined {
  try {
    const { headers } = message;
    if (headers === undefined) return LEAN_ROOT_CONTEXT;
    return headers.code ? undefined : propagation.extract(LEAN_ROOT_CONTEXT, headers, FROM_HEADERS);
  } catch {
    // The client throws at header names with spaces and the like, for whoever reads them.
    return LEAN_ROOT_CONTEXT;
  }
}

/** Other languages' carriers write `Traceparent`. */
const FROM_HEADERS: TextMapGetter<Headers> = {
  keys: headers => headers.keys(),
  get(headers, key) {
    const lower = key.toLowerCase();
    const spelled = headers.get(key) ? key : headers.keys().find(name => name.toLowerCase() === lower);
    return spelled === undefined ? undefined : headers.get(spelled);
  },
};
