/** Letters are told apart as far as 6 bits allow; those that differ in case alone are not. */
const CODES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = byte | 32;
  if (letter >= 97 && letter <= 122 && byte < 128) return letter - 97;
  if (byte >= 48 && byte <= 57) return byte - 48 + 26;
  return 36 + (byte % 28);
});

/** Pairs of codes that are told apart. */
const PAIRS = 64 * 64;
const seen = new Uint8Array(PAIRS);

/** Pairs of adjacent letters that occur in texts: a text with another pair is in none of them. */
export class LetterPairs {
  static readonly bytes = PAIRS / 8;
  readonly #bits = new Uint32Array(PAIRS / 32);

  /** Notes the pairs in `source[from .. to)`. */
  constructor(source: Uint8Array, from: number, to: number) {
    seen.fill(0);
    let pair = 0;
    for (let at = from; at < to; at++) {
      pair = ((pair << 6) | CODES[source[at]!]!) & (PAIRS - 1);
      seen[pair] = 1;
    }
    for (let at = 0; at < PAIRS; at++) this.#bits[at >>> 5]! |= seen[at]! << (at & 31);
  }

  /** False where the text is in none of them. */
  mayHold(text: Uint8Array): boolean {
    for (let at = 1; at < text.length; at++) {
      const pair = (CODES[text[at - 1]!]! << 6) | CODES[text[at]!]!;
      if (((this.#bits[pair >>> 5]! >>> (pair & 31)) & 1) === 0) return false;
    }
    return true;
  }
}
