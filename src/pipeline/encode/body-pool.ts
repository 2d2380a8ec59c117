/** A batch in flight and the next one. */
const MAX_KEPT = 2;
/** Batches beyond this are rare; a burst must not be paid for until the process ends. */
const MAX_KEPT_BYTES = 512 * 1024;
/** Room that is not used is memory as well. */
const MAX_WASTE = 4;
/** Batches differ a little in size. */
const STEP = 16_384;

/**
 * Memory for the bodies of batches, used again once a batch has left. Buffers that are thrown away lie outside V8's heap,
 * but they count for it: a server under load had a major collection every 8 MB of spans (Node 24), which cost more
 * than encoding them.
 */
export class BodyPool {
  readonly #free: Buffer[] = [];

  /** A body of exactly `size` bytes, with anything in it. */
  take(size: number): Buffer {
    const most = Math.max(STEP, MAX_WASTE * size);
    const index = this.#free.findIndex(({ length }) => length >= size && length <= most);
    const [memory = Buffer.allocUnsafeSlow(roundUp(size))] = index === -1 ? [] : this.#free.splice(index, 1);
    return memory.subarray(0, size);
  }

  /** Nobody reads this body any more. */
  giveBack(body: Uint8Array): void {
    if (body.buffer.byteLength > MAX_KEPT_BYTES) return;
    if (this.#free.length >= MAX_KEPT) this.#free.shift();
    this.#free.push(Buffer.from(body.buffer));
  }
}

function roundUp(size: number): number {
  return Math.ceil(size / STEP) * STEP;
}
