const INITIAL_BYTES = 64 * 1024;

/**
 * Bytes in a ring: new ones take the place of the oldest. Places count all bytes that ever came, so that a place tells
 * whether its bytes are still there:
 *
 *     |.old.old.old|new new new.|old.old|     place % size
 *                              ^ end
 */
export class ByteRing {
  #bytes: Buffer | undefined;
  #end = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes a copy, and returns its place; undefined if it is too large. The ring grows while `neededBytes`, what is
   * still of use in it, would not fit.
   */
  append(bytes: Uint8Array, neededBytes: number): number | undefined {
    const { length } = bytes;
    if (length > this.#maxBytes / 2) return undefined;
    const ring = this.#withRoomFor(Math.max(2 * length, 2 * neededBytes));
    const left = ring.length - (this.#end % ring.length);
    // Each lies in one piece: the rest before the ring's end stays empty.
    const place = left < length ? this.#end + left : this.#end;
    ring.set(bytes, place % ring.length);
    this.#end = place + length;
    return place;
  }

  /** Bytes at a place, until the next change; undefined if newer ones have taken their place. */
  read(place: number, length: number): Uint8Array | undefined {
    const ring = this.#bytes;
    if (ring === undefined || place < this.#end - ring.length) return undefined;
    return ring.subarray(place % ring.length, (place % ring.length) + length);
  }

  /** Doubles the ring until it has room. Places stay valid: a multiple of the new size is one of the old. */
  #withRoomFor(bytes: number): Buffer {
    let ring = this.#bytes ?? Buffer.allocUnsafeSlow(Math.min(INITIAL_BYTES, this.#maxBytes));
    while (ring.length < bytes && 2 * ring.length <= this.#maxBytes) {
      const larger = Buffer.allocUnsafeSlow(2 * ring.length);
      const begin = Math.floor(this.#end / ring.length) * ring.length;
      for (const start of [begin - ring.length, begin])
        if (start >= 0) larger.set(ring, start % larger.length);
      ring = larger;
    }
    this.#bytes = ring;
    return ring;
  }
}
