import type { AttributeValue } from '@opentelemetry/api';

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
