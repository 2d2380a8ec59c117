import {
  type Baggage,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapSetter,
} from '@opentelemetry/api';

/** Writes each baggage entry as a header of its own: prefix and key, percent-encoded value. */
export function writeBaggage(
  baggage: Baggage | undefined,
  prefix: string,
  carrier: unknown,
  setter: TextMapSetter,
): void {
  for (const [key, { value }] of baggage?.getAllEntries() ?? []) {
    setter.set(carrier, prefix + key, encodeURIComponent(value));
  }
}

/** Adds the entries of headers with the prefix to the context's baggage. */
export function readBaggage(
  context: Context,
  prefix: string,
  carrier: unknown,
  getter: TextMapGetter,
): Context {
  let baggage = propagation.getBaggage(context);
  for (const name of getter.keys(carrier)) {
    if (!name.toLowerCase().startsWith(prefix)) continue;
    const header = getter.get(carrier, name);
    const value = decode(Array.isArray(header) ? header[0] : header);
    if (value !== undefined)
      baggage = (baggage ?? propagation.createBaggage()).setEntry(name.slice(prefix.length), { value });
  }
  return baggage === undefined ? context : propagation.setBaggage(context, baggage);
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined; // Not percent-encoded, so not written by this propagator.
  }
}
