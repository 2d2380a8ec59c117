import type { Context } from '@opentelemetry/api';
import { headersFor } from '../../../channels/kafka/sender';
import type { Headers } from './types';

/** Headers with a context, which the outer call of an API has made; an inner call has no span for them. */
const made = new WeakSet<Headers>();
let current: Context | undefined;

/** Calls a function that hands messages on before it returns, and has them carry the context. */
export function whileSending<Result>(context: Context, send: () => Result): Result {
  const before = current;
  current = context;
  try {
    return send();
  } finally {
    current = before;
  }
}

/** Returns the context of an outer call that is handing its messages on. */
export function sendingContext(): Context | undefined {
  return current;
}

/** Tells whether the headers are those of an outer call. */
export function areMade(headers: unknown): boolean {
  return typeof headers === 'object' && headers !== null && made.has(headers as Headers);
}

/** Copies headers, with the context among them. Anything but a list is left to the library to refuse. */
export function withContext(given: Headers | null | undefined, context: Context): Headers | undefined {
  if (given !== undefined && given !== null && !Array.isArray(given)) return given;
  const added = headersFor(context);
  const others = (given ?? []).filter(header => !Object.keys(Object(header)).some(key => key in added));
  const headers = [...others, ...Object.entries(added).map(([key, value]) => ({ [key]: value }))];
  made.add(headers);
  return headers;
}
