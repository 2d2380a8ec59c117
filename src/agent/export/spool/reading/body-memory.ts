/** Unused memory that is kept: as much as a queue that delivers holds of the disk's batches. */
const MAX_SPARE_BYTES = 1024 * 1024;
/** A body gets memory of less than so many times its size. */
const MAX_WASTE = 2;
/** Sizes are rounded up to a quarter of their power of two: batches differ a little. */
const STEPS_OF_A_POWER = 4;

/**
 * Memory that batches are read into, one after another. It goes to the next batch when nothing reads it any more. New
 * memory for each would wait for the garbage collector, which is slow to see memory outside V8's heap, and would leave
 * gaps in malloc's. What is spare waits for the next outage.
 */
export class BodyMemory {
  readonly #spare: Buffer[] = [];
  #spareBytes = 0;

  /** Returns memory of exactly so many bytes, with arbitrary content. */
  take(bytes: number): Buffer {
    const index = this.#spare.findIndex(({ length }) => length >= bytes && length < MAX_WASTE * bytes);
    if (index === -1) return Buffer.allocUnsafeSlow(roundUp(bytes)).subarray(0, bytes);
    const [memory] = this.#spare.splice(index, 1) as [Buffer];
    this.#spareBytes -= memory.length;
    return memory.subarray(0, bytes);
  }

  /** Takes memory back that is not read any more. */
  giveBack({ buffer }: Buffer): void {
    this.#spare.push(Buffer.from(buffer));
    this.#spareBytes += buffer.byteLength;
    while (this.#spareBytes > MAX_SPARE_BYTES) this.#spareBytes -= this.#spare.shift()!.length;
  }

  /** Gives unused memory to the garbage collector. */
  drop(): void {
    this.#spare.length = 0;
    this.#spareBytes = 0;
  }
}

function roundUp(bytes: number): number {
  const step = Math.max(1, 2 ** Math.floor(Math.log2(bytes)) / STEPS_OF_A_POWER);
  return Math.ceil(bytes / step) * step;
}
