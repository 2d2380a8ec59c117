import { type Context, propagation, trace } from '@opentelemetry/api';
import { traceHeaders } from '../../outgoing/trace-headers';
import type { Params } from './protocol';

/**
 * Returns parameters that carry a context in their `_meta`, under the names of OTEL_PROPAGATORS; those of the app stay
 * as they are. A message that carries a trace already is left alone.
 */
export function withContext<Message extends { readonly params?: Params }>(
  message: Message,
  context: Context,
): Message {
  const meta = message.params?._meta;
  if (meta !== undefined && namesTrace(meta)) return message;
  const carrier: Record<string, unknown> = {};
  propagation.inject(context, carrier);
  if (Object.keys(carrier).length === 0) return message;
  return { ...message, params: { ...message.params, _meta: { ...meta, ...carrier } } };
}

/** Returns the context that a message carries, on top of another. Undefined if it names no trace. */
export function contextOf(params: Params | undefined, beneath: Context): Context | undefined {
  const meta = params?._meta;
  if (typeof meta !== 'object' || meta === null || !namesTrace(meta)) return undefined;
  const context = propagation.extract(trace.deleteSpan(beneath), meta);
  return trace.getSpanContext(context) === undefined ? undefined : context;
}

function namesTrace(meta: Readonly<Record<string, unknown>>): boolean {
  for (const name of traceHeaders()) if (Object.hasOwn(meta, name)) return true;
  return false;
}
