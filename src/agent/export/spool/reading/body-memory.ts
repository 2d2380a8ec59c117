/** Unused memory that is kept: more than a queue that delivers holds of usual batches from the disk. */
const MAX_SPARE_BYTES = 1024 * 1024;
/** Sizes are rounded up to a quarter of their power of two: batches differ a little. */
const STEPS_OF_A_POWER = 4;

/**
 * Memory that batches are read into, one after another. It goes to the next batch when nothing reads it any more. New
 * memory for each would wait for the garbage collector, which is slow to see memory outside V8's heap, and would leave
 * gaps in malloc's. What is spare waits for the next outage.
 */
export class BodyMemory {
  /** Smallest first. */
  readonly #spare: Buffer[] = [];
  #spareBytes = 0;

  /** Returns memory of exactly so many bytes, with arbitrary content: the smallest that is spare and large enough. */
  take(bytes: number): Buffer {
    const index = this.#spare.findIndex(({ length }) => length >= bytes);
    if (index === -1) return Buffer.allocUnsafeSlow(roundUp(bytes)).subarray(0, bytes);
    const [memory] = this.#spare.splice(index, 1) as [Buffer];
    this.#spareBytes -= memory.length;
    return memory.subarray(0, bytes);
  }

  /** Takes memory back that is not read any more. */
  giveBack({ buffer }: Buffer): void {
    this.#spare.push(Buffer.from(buffer));
    this.#spare.sort((a, b) => a.length - b.length);
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
