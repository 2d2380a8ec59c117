import type { AttributeValue, SpanOptions } from '@opentelemetry/api';

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

export function sharingOptions(attributes: Record<string, string | number>): SharingOptions {
  return { attributes, shared: new SharedAttributes(attributes) };
}
