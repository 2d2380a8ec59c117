import type { AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A finished span. The agent's own also give their attributes as a list, which is cheaper to make and to walk. */
export interface SpanItem extends ReadableSpan {
  /** Key after key with its value; undefined where `attributes` alone counts. */
  readonly attributeList?: unknown[] | undefined;
  /** More of them, which other spans have as well; undefined where `attributes` alone counts. */
  readonly sharedAttributes?: SharedAttributes | undefined;
}

interface SharedAttributes {
  /** Key after key with its value. */
  readonly list: readonly unknown[];
  /** The encoder's. */
  encoded: Uint8Array | undefined;
}

/** The value of an attribute, from wherever the span keeps it. */
export function attributeOf(span: SpanItem, key: string): unknown {
  const list = span.attributeList;
  if (list === undefined) return span.attributes[key];
  return valueIn(list, key) ?? valueIn(span.sharedAttributes?.list ?? [], key);
}

function valueIn(list: readonly unknown[], key: string): unknown {
  for (let i = 0; i < list.length; i += 2) if (list[i] === key) return list[i + 1];
  return undefined;
}

/** Changes an attribute that the span has. */
export function changeAttribute(span: SpanItem, key: string, value: AttributeValue): void {
  const list = span.attributeList;
  // What is shared is not changed: asking for all of them gives the span its own.
  if (list === undefined || span.sharedAttributes?.list.includes(key)) span.attributes[key] = value;
  else for (let i = 0; i < list.length; i += 2) if (list[i] === key) list[i + 1] = value;
}
