/**
 * Its `super()` gives an object that exists already, so that a subclass puts its private field on that: something kept
 * with an object of somebody else's, without a key or symbol to come across, for a tenth of what a WeakMap costs.
 */
export class Existing {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for.
    return object;
  }
}
