import type { Attributes } from '@opentelemetry/api';

/**
 * Attributes that never change, so that what was found for them once holds for good: their series is kept with them,
 * which spares looking up each value (30 ns instead of 250 for six of them, Node 24).
 */
export class AttributeSet {
  #owner: object | undefined;
  #found: unknown;

  static of(attributes: Attributes): AttributeSet & Attributes {
    return Object.assign(new AttributeSet(), attributes);
  }

  /** What this owner has kept; one owner at a time, since one reader is the rule. */
  found(owner: object): unknown {
    return this.#owner === owner ? this.#found : undefined;
  }

  keep(owner: object, found: unknown): void {
    this.#owner = owner;
    this.#found = found;
  }
}
