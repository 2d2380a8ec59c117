/** Steps of a look-up before it gives up and stores a string twice: bounds the cost of crafted collisions. */
const MAX_PROBES = 32;

/** Strings of an interner: string i is `arena[starts[i] .. starts[i + 1])`. */
export interface InternerParts {
  readonly count: number;
  readonly arena: Uint8Array<ArrayBuffer>;
  readonly starts: Uint32Array<ArrayBuffer>;
}

/**
 * Byte strings, each kept once and known by a small number (0, 1, 2…). Nothing is ever taken out: it lives and dies
 * with its segment.
 *
 *   arena   |key http.method GET|key http.route /|…      one after another
 *   starts  [0, 20, 38, …]                                string i is arena[starts[i] .. starts[i + 1])
 *   table   hash -> i + 1, open addressing
 */
export class Interner {
  /** A sealed interner of the parts of another, which may come from another thread. */
  static sealed({ count, arena, starts }: InternerParts): Interner {
    const interner = new Interner();
    interner.count = count;
    interner.arena = arena;
    interner.#starts = starts;
    interner.#hashes = interner.#table = new Int32Array(0);
    return interner;
  }

  count = 0;
  arena = new Uint8Array(4096);
  #starts = new Uint32Array(256);
  #hashes = new Int32Array(256);
  #table = new Int32Array(512);

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.arena.length + this.#starts.byteLength + this.#hashes.byteLength + this.#table.byteLength;
  }

  /** The number of `source[start .. end)`, stored when it is new. */
  intern(source: Uint8Array, start: number, end: number): number {
    const hash = hashOf(source, start, end);
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const found = this.#table[slot]! - 1;
      if (found < 0) return this.#append(source, start, end, hash, slot);
      if (this.#hashes[found] === hash && this.#equals(found, source, start, end)) return found;
      slot = (slot + 1) & mask;
    }
    return this.#append(source, start, end, hash, -1);
  }

  /** The stored bytes themselves: not to be written to. */
  get(index: number): Uint8Array {
    return this.arena.subarray(this.#starts[index]!, this.#starts[index + 1]!);
  }

  /** String `index` is `arena[startOf(index) .. startOf(index + 1))`: for loops over many. Not to be written to. */
  startOf(index: number): number {
    return this.#starts[index]!;
  }

  get parts(): InternerParts {
    return { count: this.count, arena: this.arena, starts: this.#starts };
  }

  /** Gives back spare room, and the table: nothing can be interned any more. */
  seal(): void {
    this.arena = this.arena.slice(0, this.#starts[this.count]!);
    this.#starts = this.#starts.slice(0, this.count + 1);
    this.#hashes = new Int32Array(0);
    this.#table = new Int32Array(0);
  }

  #equals(index: number, source: Uint8Array, start: number, end: number): boolean {
    const { arena } = this;
    let at = this.#starts[index]!;
    if (this.#starts[index + 1]! - at !== end - start) return false;
    for (let i = start; i < end; i++) if (arena[at++] !== source[i]) return false;
    return true;
  }

  #append(source: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const index = this.count++;
    const at = this.#starts[index]!;
    const next = at + end - start;
    if (next > this.arena.length) this.arena = enlarged(this.arena, new Uint8Array(Math.max(next, at * 2)));
    if (index + 2 > this.#starts.length) this.#starts = enlarged(this.#starts, new Uint32Array(index * 2));
    if (index >= this.#hashes.length) this.#hashes = enlarged(this.#hashes, new Int32Array(index * 2));
    for (let i = start, to = at; i < end; i++) this.arena[to++] = source[i]!;
    this.#starts[index + 1] = next;
    this.#hashes[index] = hash;
    if (slot >= 0) this.#table[slot] = index + 1;
    if (this.count * 2 > this.#table.length) this.#rehash();
    return index;
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = this.#hashes[index]! & mask;
      for (let probe = 0; probe < MAX_PROBES; probe++) {
        if (this.#table[slot] === 0) {
          this.#table[slot] = index + 1;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
  }
}

function hashOf(source: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let at = start;
  // Four bytes a step: FNV's multiplication is what costs.
  for (; at + 4 <= end; at += 4) {
    const word = source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function enlarged<Column extends Uint8Array | Uint32Array | Int32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
