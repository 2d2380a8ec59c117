/** Number of bodies kept: a batch in flight and the next. */
const MAX_KEPT = 2;
/** Largest body that is kept: larger batches are rare, and a burst must not cost memory until the process ends. */
const MAX_KEPT_BYTES = 512 * 1024;
/** Limit on unused room: a body takes at most this many times its size. */
const MAX_WASTE = 4;
/** Sizes are rounded up to this: batches differ a little. */
const STEP = 16_384;

/**
 * Keeps memory of bodies for reuse once a batch has left. Buffers lie outside V8's heap but count for its collections:
 * without reuse, a server under load had a major collection every 8 MB of spans (Node 24), which cost more than
 * encoding them.
 */
export class BodyPool {
  readonly #free: Buffer[] = [];

  /** Returns a body of exactly `size` bytes, with arbitrary content. */
  take(size: number): Buffer {
    const most = Math.max(STEP, MAX_WASTE * size);
    const index = this.#free.findIndex(({ length }) => length >= size && length <= most);
    const [memory = Buffer.allocUnsafeSlow(roundUp(size))] = index === -1 ? [] : this.#free.splice(index, 1);
    return memory.subarray(0, size);
  }

  /** Takes a body back that is not read any more. */
  giveBack(body: Uint8Array): void {
    if (body.buffer.byteLength > MAX_KEPT_BYTES) return;
    if (this.#free.length >= MAX_KEPT) this.#free.shift();
    this.#free.push(Buffer.from(body.buffer));
  }
}

function roundUp(size: number): number {
  return Math.ceil(size / STEP) * STEP;
}
