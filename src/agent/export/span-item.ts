import type { AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Finished span. The agent's own spans also give their attributes as a list, which is cheaper to make and to walk. */
export interface SpanItem extends ReadableSpan {
  /** Key after key with its value; undefined if only `attributes` counts. */
  readonly attributeList?: unknown[] | undefined;
  /** Further attributes, shared with other spans; undefined if only `attributes` counts. */
  readonly sharedAttributes?: SharedAttributes | undefined;
  /** True if there are no events, links and dropped parts, and the status is unset. */
  readonly isPlain?: boolean;
}

interface SharedAttributes {
  /** Key after key with its value. */
  readonly list: readonly unknown[];
  /** Encoded list, kept by the encoder. */
  encoded: Uint8Array | undefined;
}

/** Value of an attribute, from the list, the shared attributes or `attributes`. */
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
  // Shared attributes are not changed: asking for all of them gives the span its own.
  if (list === undefined || span.sharedAttributes?.list.includes(key)) span.attributes[key] = value;
  else for (let i = 0; i < list.length; i += 2) if (list[i] === key) list[i + 1] = value;
}

/** Adds an attribute that the span does not have. */
export function addAttribute(span: SpanItem, key: string, value: AttributeValue): void {
  if (span.attributeList === undefined) span.attributes[key] = value;
  else span.attributeList.push(key, value);
}

/** Attributes that the span does not share with others: key after key with its value. */
export function ownAttributes(span: SpanItem): readonly unknown[] {
  return span.attributeList ?? Object.entries(span.attributes).flat();
}
