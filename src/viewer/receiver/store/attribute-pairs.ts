import { KeyValueField, WireType } from '../../../shared/otlp/fields';
import { Reader } from '../wire/reader';
import { Interner, type InternerParts } from './interner';

const KEY = (KeyValueField.key << 3) | WireType.bytes;

export interface AttributePairsParts {
  readonly pairs: InternerParts;
  readonly keys: InternerParts;
  readonly keyOf: Uint32Array<ArrayBuffer>;
}

/**
 * Attributes, each distinct pair of key and value kept once as its KeyValue message, and known by a number. Which key a
 * pair has is noted when the pair is new, so that a search looks only at the pairs of the key it asks for.
 */
export class AttributePairs {
  static sealed({ pairs, keys, keyOf }: AttributePairsParts): AttributePairs {
    const sealed = new AttributePairs(Interner.sealed(pairs), Interner.sealed(keys));
    sealed.keyOf = keyOf;
    return sealed;
  }

  readonly pairs: Interner;
  readonly keys: Interner;
  /** Number of the key of each pair. */
  keyOf = new Uint32Array(256);
  readonly #reader = new Reader(new Uint8Array(0));

  constructor(pairs = new Interner(), keys = new Interner()) {
    this.pairs = pairs;
    this.keys = keys;
  }

  get parts(): AttributePairsParts {
    return { pairs: this.pairs.parts, keys: this.keys.parts, keyOf: this.keyOf };
  }

  get bytes(): number {
    return this.pairs.bytes + this.keys.bytes + this.keyOf.byteLength;
  }

  get count(): number {
    return this.pairs.count;
  }

  /** The number of the KeyValue message `source[start .. end)`. */
  intern(source: Uint8Array, start: number, end: number): number {
    const before = this.pairs.count;
    const pair = this.pairs.intern(source, start, end);
    if (this.pairs.count > before) this.#noteKey(pair, source, start, end);
    return pair;
  }

  /** The KeyValue message. */
  get(pair: number): Uint8Array {
    return this.pairs.get(pair);
  }

  /** Numbers of a key: none when no span has it; several only if a sender made keys collide. */
  keysNamed(name: string): number[] {
    const wanted = Buffer.from(name);
    const found: number[] = [];
    for (let key = 0; key < this.keys.count; key++) if (wanted.equals(this.keys.get(key))) found.push(key);
    return found;
  }

  seal(): void {
    this.pairs.seal();
    this.keys.seal();
    this.keyOf = this.keyOf.slice(0, this.count);
  }

  #noteKey(pair: number, source: Uint8Array, start: number, end: number): void {
    if (pair >= this.keyOf.length) {
      const larger = new Uint32Array(pair * 2);
      larger.set(this.keyOf);
      this.keyOf = larger;
    }
    let from = start;
    let to = start;
    const reader = this.#reader.over(source, start, end);
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === KEY) {
        from = reader.range();
        to = reader.at;
      } else reader.skip(tag);
    }
    this.keyOf[pair] = this.keys.intern(source, from, to);
  }
}
