import { type Context, propagation, type TextMapGetter } from '@opentelemetry/api';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import type { Message } from './types';

type Headers = Message['headers'];

/** Returns the context that came with a message. */
export function senderOf({ headers }: Message): Context {
  return headers ? propagation.extract(LEAN_ROOT_CONTEXT, headers, FROM_BYTES) : LEAN_ROOT_CONTEXT;
}

/** Values are bytes, and lists of them where a name occurs repeatedly. */
const FROM_BYTES: TextMapGetter<NonNullable<Headers>> = {
  keys: headers => Object.keys(headers),
  get(headers, key) {
    if (Object.hasOwn(headers, key)) return headers[key]?.toString();
    for (const name of Object.keys(headers))
      if (name.length === key.length && name.toLowerCase() === key) return headers[name]?.toString();
    return undefined;
  },
};
