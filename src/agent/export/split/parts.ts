/** Items of an encoded request, in order. */
export interface Parts {
  /** Bytes of each item. */
  readonly sizes: readonly number[];
  /** Number that each item counts for: a metric counts as its points. */
  readonly counts: readonly number[];
  /** Assembles a request with the items from `start` up to, not including, `end`, each below its resource and scope. */
  assemble(start: number, end: number): Uint8Array;
  firstName(): string | undefined;
}
