/**
 * Base class whose `super()` returns a given object, so that a subclass stamps its private fields on that object. This
 * keeps state with an object of the app's without a key that the app could find, at a tenth of the cost of a WeakMap.
 */
export class ReturnOverride {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for.
    return object;
  }
}
