import type { AttributeValue, Span, SpanKind, SpanOptions } from '@opentelemetry/api';

/** Attributes that many spans have in common, such as those of one connection. They never change. */
export class SharedAttributes {
  /** Key after key with its value, all of them texts and numbers. */
  readonly list: readonly AttributeValue[];
  /** How they look on the wire; kept by the encoder. */
  encoded: Uint8Array | undefined;

  constructor(attributes: Readonly<Record<string, string | number | undefined>>) {
    const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
    this.list = given.flat() as AttributeValue[];
  }
}

/** Options for many spans that begin with the same attributes; to a tracer that is not ours, options like others. */
export interface SharingOptions extends SpanOptions {
  readonly shared: SharedAttributes;
}

/** `attributes` in both forms. */
export function sharingOptions(
  attributes: Readonly<Record<string, string | number | undefined>>,
  kind?: SpanKind,
): SharingOptions {
  return { attributes, shared: new SharedAttributes(attributes), ...(kind !== undefined && { kind }) };
}

/** Adds them to a span that has none of them. */
export function addShared(span: Span, shared: SharedAttributes): void {
  if (isSharing(span)) span.shareAttributes(shared);
  else
    for (let i = 0; i < shared.list.length; i += 2)
      span.setAttribute(shared.list[i] as string, shared.list[i + 1]!);
}

/** The SDK's spans have to be given each attribute. */
export function isSharing(span: Span): span is Span & { shareAttributes(shared: SharedAttributes): void } {
  return 'shareAttributes' in span;
}
