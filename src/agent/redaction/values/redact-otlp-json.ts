import { DROPPED, type Redactor } from './redactor';

type Json = Record<string, unknown>;
type KeyValue = { readonly key: string; readonly value: Json };

/** Redacts a line of OTLP JSON: an export request of any signal. Throws if it is not JSON. */
export function redactOtlpJson(redactor: Redactor, line: string): string {
  return JSON.stringify(redacted(redactor, JSON.parse(line)));
}

/** Fields whose text is redacted: names of spans and events, and messages of a status. */
const TEXTS = new Set(['name', 'message']);
/** Texts of these are names of code and of instruments. */
const UNTOUCHED = new Set(['scope', 'metrics']);

function redacted(redactor: Redactor, value: unknown, parent = ''): unknown {
  if (Array.isArray(value)) return value.map(item => redacted(redactor, item, parent));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    if (key === 'attributes' && Array.isArray(item)) return [key, redactedPairs(redactor, item)];
    if (key === 'body') return [key, anyValue(shownValue(redactor, '', item as Json))];
    const isText = TEXTS.has(key) && typeof item === 'string' && !UNTOUCHED.has(parent);
    return [key, isText ? redactor.text(item, key) : redacted(redactor, item, key)];
  });
  return Object.fromEntries(entries);
}

function redactedPairs(redactor: Redactor, pairs: readonly KeyValue[]): KeyValue[] {
  return pairs.flatMap(pair => {
    const shown = shownValue(redactor, pair.key, pair.value);
    if (shown === DROPPED) return [];
    return [shown === UNCHANGED ? pair : { key: pair.key, value: anyValue(shown) }];
  });
}

const UNCHANGED = Symbol('unchanged');

function shownValue(redactor: Redactor, key: string, value: Json): unknown {
  const plain = plainValue(value);
  const shown = redactor.value(key, plain);
  return shown === plain && key !== '' ? UNCHANGED : shown;
}

function plainValue(value: Json): unknown {
  const [kind, content] = Object.entries(value ?? {})[0] ?? [];
  if (kind === 'arrayValue') return (((content as Json).values as Json[] | undefined) ?? []).map(plainValue);
  if (kind === 'kvlistValue')
    return Object.fromEntries(
      (((content as Json).values as KeyValue[] | undefined) ?? []).map(pair => [
        pair.key,
        plainValue(pair.value),
      ]),
    );
  return kind === 'intValue' ? Number(content) : content;
}

function anyValue(value: unknown): Json {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value !== 'object' || value === null) return {};
  return {
    kvlistValue: { values: Object.entries(value).map(([key, item]) => ({ key, value: anyValue(item) })) },
  };
}
