import type { Batch } from '../types';

/** Takes batches apart; the code for it is loaded with the first batch that is too large. */
export interface Splitter {
  /** Returns two batches of about half the bytes each; undefined if that is impossible. */
  split(batch: Batch): readonly [Batch, Batch] | undefined;
  /** Name of a batch's first item. */
  nameOf(batch: Batch): string | undefined;
}

/**
 * Limit on a batch's size: the configured limit, or half of the last batch that the receiver has refused for its size.
 */
export interface BatchSize {
  /** Returns the batch, in parts if it is too large. A single item stays as it is. */
  fit(batch: Batch): readonly Batch[];
  /**
   * Halves a batch that the receiver has refused, and lowers the limit for later batches. Undefined for a single item.
   */
  halve(batch: Batch): readonly Batch[] | undefined;
  /** Describes a batch of a single item: `"GET /" of 5.2 MB`. */
  describe(batch: Batch): string;
}

/** Begins with the configured size, which a receiver that refuses a batch as too large lowers. */
export function createBatchSize(configuredBytes: number, splitter: Splitter | undefined): BatchSize {
  let maxBytes = configuredBytes;

  function fit(batch: Batch): readonly Batch[] {
    if (batch.body.length <= maxBytes) return [batch];
    const halves = splitter?.split(batch);
    return halves === undefined ? [batch] : halves.flatMap(fit);
  }

  return {
    fit,
    halve(batch) {
      const halves = splitter?.split(batch);
      if (halves === undefined) return undefined;
      maxBytes = Math.min(maxBytes, Math.floor(batch.body.length / 2));
      return halves;
    },
    describe(batch) {
      const name = splitter?.nameOf(batch);
      const size = `${(batch.body.length / 1e6).toFixed(1)} MB`;
      return name === undefined ? `one of ${size}` : `"${name}" of ${size}`;
    },
  };
}
