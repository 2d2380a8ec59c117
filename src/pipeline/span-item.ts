import type { AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A finished span. The agent's own also give their attributes as a list, which is cheaper to make and to walk. */
export interface SpanItem extends ReadableSpan {
  /** Key after key with its value; undefined where `attributes` alone counts. */
  readonly attributeList?: unknown[] | undefined;
}

/** The value of an attribute, from wherever the span keeps it. */
export function attributeOf(span: SpanItem, key: string): unknown {
  const list = span.attributeList;
  if (list === undefined) return span.attributes[key];
  for (let i = 0; i < list.length; i += 2) if (list[i] === key) return list[i + 1];
  return undefined;
}

/** Changes an attribute that the span has. */
export function changeAttribute(span: SpanItem, key: string, value: AttributeValue): void {
  const list = span.attributeList;
  if (list === undefined) span.attributes[key] = value;
  else for (let i = 0; i < list.length; i += 2) if (list[i] === key) list[i + 1] = value;
}
