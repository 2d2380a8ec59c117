/** Place of the number of records in a batch. */
const RECORD_COUNT = 57;

/** Batches of a partition, and the requests that wait for more. */
export class PartitionLog {
  #batches = [];
  #waiting = new Set();
  end = 0n;

  /** Returns the offset of the first record. */
  append(batch) {
    const base = this.end;
    const stored = Buffer.from(batch);
    stored.writeBigInt64BE(base);
    this.end += BigInt(batch.readInt32BE(RECORD_COUNT));
    this.#batches.push({ end: this.end, stored });
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
    return base;
  }

  from(offset) {
    const first = this.#batches.findLastIndex(({ end }) => end <= offset) + 1;
    return Buffer.concat(this.#batches.slice(first).map(({ stored }) => stored));
  }

  /** Resolves once there are records from `offset` on, or when the time is over. */
  async until(offset, waitMs) {
    if (this.end > offset) return;
    await new Promise(resolve => {
      const timer = setTimeout(resolve, waitMs).unref();
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
