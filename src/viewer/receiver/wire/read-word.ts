/** Four bytes of an id, most significant first, as a signed number. */
export function readWord(source: Uint8Array, at: number): number {
  return (source[at]! << 24) | (source[at + 1]! << 16) | (source[at + 2]! << 8) | source[at + 3]!;
}

/** The hex form of words that `readWord` read. */
export function hexOfWords(words: Int32Array, from: number, to: number): string {
  let hex = '';
  for (let at = from; at < to; at++) hex += (words[at]! >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/**
 * Folds the id at an index into 53 bits. The low word is whole, so that ids that count up differ; two random ids of a trace are
 * not expected to agree.
 */
export function keyOfId(ids: Int32Array, index: number): number {
  const high = ids[index * 2]! >>> 0;
  return ((high & 0x1fffff) ^ (high >>> 21)) * 2 ** 32 + (ids[index * 2 + 1]! >>> 0);
}
