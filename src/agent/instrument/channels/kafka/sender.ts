import { type Context, type Link, propagation, type TextMapGetter, trace } from '@opentelemetry/api';
import { LEAN_ROOT_CONTEXT } from '../../../tracing/lean-context';

/** Header of a received message: bytes, and for some clients a list of them. */
export type Header = readonly [name: unknown, value: unknown];

/** Returns the context that came with a message. */
export function senderOf(headers: Iterable<Header> | undefined): Context {
  const entries = headers === undefined ? [] : [...headers];
  return entries.length === 0
    ? LEAN_ROOT_CONTEXT
    : propagation.extract(LEAN_ROOT_CONTEXT, entries, FROM_ENTRIES);
}

/** Returns links to the spans that sent messages. */
export function linksTo(senders: readonly Context[]): Link[] {
  return senders.flatMap(sender => {
    const context = trace.getSpan(sender)?.spanContext();
    return context === undefined ? [] : [{ context }];
  });
}

/** Returns the headers that carry a context. */
export function headersFor(context: Context): Readonly<Record<string, string>> {
  const carrier: Record<string, string> = {};
  propagation.inject(context, carrier);
  return carrier;
}

const FROM_ENTRIES: TextMapGetter<readonly Header[]> = {
  keys: entries => entries.map(([name]) => String(name)),
  get(entries, key) {
    const value = entries.find(([name]) => String(name) === key)?.[1];
    return value === undefined || value === null
      ? undefined
      : String(Array.isArray(value) ? value[0] : value);
  },
};
