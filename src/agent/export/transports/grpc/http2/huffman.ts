/**
 * HPACK's code for characters (RFC 7541, appendix B), as far as header fields need it: characters by the length of their
 * codes in bits. The code is canonical: within a length, codes follow one another in the order of the characters.
 */
const BY_LENGTH: readonly (readonly [bits: number, characters: string])[] = [
  [5, '012aceiost'],
  [6, ' %-./3456789=A_bdfghlmnpru'],
  [7, ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz'],
  [8, '&*,;XZ'],
  [10, '!"()?'],
  [11, "'+|"],
  [12, '#>'],
  [13, '\0$@[]~'],
  [14, '^}'],
  [15, '<`{'],
  [19, '\\\u00c3\u00d0'],
];

const MAX_BITS = 19;
/** Characters by length and code, joined in a number. */
const CHARACTERS = canonicalCode();

/** Decodes a string, up to a character that no header field has. Left-over bits at the end are padding. */
export function decodeHuffman(bytes: Uint8Array): string {
  let text = '';
  let code = 0;
  let bits = 0;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      bits++;
      const character = CHARACTERS.get(keyOf(bits, code));
      if (character !== undefined) {
        text += character;
        code = 0;
        bits = 0;
      } else if (bits > MAX_BITS) return text;
    }
  return text;
}

function canonicalCode(): Map<number, string> {
  const characters = new Map<number, string>();
  let code = 0;
  let previousBits = 0;
  for (const [bits, all] of BY_LENGTH) {
    code *= 2 ** (bits - previousBits);
    for (const character of all) characters.set(keyOf(bits, code++), character);
    previousBits = bits;
  }
  return characters;
}

function keyOf(bits: number, code: number): number {
  return bits * 2 ** (MAX_BITS + 1) + code;
}
