import { type Context, createContextKey } from '@opentelemetry/api';

/** The API's key for the active span: one symbol in every copy of the API. */
const SPAN_KEY = createContextKey('OpenTelemetry Context Key SPAN');

/**
 * Immutable context. A change costs one small object, where the API's own context copies a Map. The span has a field of
 * its own, since nearly every look-up and change concerns it; other values hang on a chain.
 */
export class LeanContext implements Context {
  readonly #span: unknown;
  readonly #others: Entry | undefined;

  constructor(span?: unknown, others?: Entry) {
    this.#span = span;
    this.#others = others;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.#span;
    for (let entry = this.#others; entry !== undefined; entry = entry.next) {
      if (entry.key === key) return entry.value;
    }
    return undefined;
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === SPAN_KEY) return new LeanContext(value, this.#others);
    return new LeanContext(this.#span, { key, value, next: without(this.#others, key) });
  }

  deleteValue(key: symbol): Context {
    if (key === SPAN_KEY) return new LeanContext(undefined, this.#others);
    return new LeanContext(this.#span, without(this.#others, key));
  }
}

/** Root context of every trace. */
export const LEAN_ROOT_CONTEXT: Context = new LeanContext();

interface Entry {
  readonly key: symbol;
  readonly value: unknown;
  readonly next: Entry | undefined;
}

/** Removes a key's earlier entry: without that, contexts made of contexts would grow for ever. */
function without(entries: Entry | undefined, key: symbol): Entry | undefined {
  for (let entry = entries; entry !== undefined; entry = entry.next) {
    if (entry.key === key) return copyWithout(entries!, key);
  }
  return entries;
}

function copyWithout({ key, value, next }: Entry, left: symbol): Entry | undefined {
  return key === left ? next : { key, value, next: copyWithout(next!, left) };
}
