import { randomInt } from 'node:crypto';

/** Looks up traces by id, in an open-addressing table of trace refs, which holds no ids itself. */
export class TraceIndex {
  count = 0;
  #refs = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(1024);
  // The hash differs from run to run, so that no sender can choose ids that collide.
  readonly #seed = randomInt(2 ** 31);

  get bytes(): number {
    return this.#refs.byteLength * 2;
  }

  /** Hashes a trace id, given as words. */
  hash(id: ArrayLike<number>): number {
    return finish(mix(mix(mix(mix(this.#seed, id[0]!), id[1]!), id[2]!), id[3]!));
  }

  /** The first trace with this hash that `matches`, or -1. */
  find(hash: number, matches: (ref: number) => boolean): number {
    const mask = this.#refs.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const ref = this.#refs[slot]!;
      if (ref === -1) return -1;
      if (this.#hashes[slot] === hash && matches(ref)) return ref;
    }
  }

  add(hash: number, ref: number): void {
    if ((this.count + 1) * 2 > this.#refs.length) this.#resize(this.#refs.length * 2);
    this.count++;
    this.#place(hash, ref);
  }

  delete(hash: number, ref: number): void {
    const mask = this.#refs.length - 1;
    let hole = hash & mask;
    while (this.#refs[hole] !== ref) {
      if (this.#refs[hole] === -1) return;
      hole = (hole + 1) & mask;
    }
    this.count--;
    // Moves following entries up into the hole, unless an entry would then stand before its own place.
    for (let slot = (hole + 1) & mask; this.#refs[slot] !== -1; slot = (slot + 1) & mask) {
      const home = this.#hashes[slot]! & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      this.#refs[hole] = this.#refs[slot]!;
      this.#hashes[hole] = this.#hashes[slot]!;
      hole = slot;
    }
    this.#refs[hole] = -1;
  }

  #place(hash: number, ref: number): void {
    const mask = this.#refs.length - 1;
    let slot = hash & mask;
    while (this.#refs[slot] !== -1) slot = (slot + 1) & mask;
    this.#refs[slot] = ref;
    this.#hashes[slot] = hash;
  }

  #resize(size: number): void {
    const refs = this.#refs;
    const hashes = this.#hashes;
    this.#refs = new Int32Array(size).fill(-1);
    this.#hashes = new Int32Array(size);
    for (let slot = 0; slot < refs.length; slot++) {
      if (refs[slot] !== -1) this.#place(hashes[slot]!, refs[slot]!);
    }
  }
}

/** A step of MurmurHash3. */
function mix(hash: number, word: number): number {
  let key = Math.imul(word, 0xcc9e2d51);
  key = Math.imul((key << 15) | (key >>> 17), 0x1b873593);
  const next = hash ^ key;
  return Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64;
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
