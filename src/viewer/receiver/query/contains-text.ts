/** Says whether `source[from .. to)` contains a text. */
export type TextTest = (source: Uint8Array, from: number, to: number) => boolean;

/** A test for UTF-8 text that takes ASCII letters as equal whatever their case; works on the bytes as they are. */
export function containsText(wanted: Uint8Array): TextTest {
  const find = findText(wanted);
  return (source, from, to) => find(source, from, to) >= 0;
}

/**
 * Finds the first place of a text in `source[from .. to)` as `containsText` compares; -1 where it is not there. Looks at the
 * place of the last letter first, and steps as far as the letter there allows (Horspool): long texts are found sooner.
 */
export function findText(wanted: Uint8Array): (source: Uint8Array, from: number, to: number) => number {
  if (wanted.length === 0) return (_source, from) => from;
  const lower = Uint8Array.from(wanted, lowered);
  const upper = Uint8Array.from(lower, raised);
  const last = lower.length - 1;
  const steps = new Uint32Array(256).fill(lower.length);
  for (let at = 0; at < last; at++) steps[lower[at]!] = steps[upper[at]!] = last - at;
  const afterLast = steps[lower[last]!]!;
  steps[lower[last]!] = steps[upper[last]!] = 0;
  return (source, from, to) => {
    for (let at = from + last; at < to; ) {
      const step = steps[source[at]!]!;
      at += step;
      if (step !== 0) continue;
      if (isBefore(source, at - last, lower, upper)) return at - last;
      at += afterLast;
    }
    return -1;
  };
}

/** Compares all letters but the last. */
function isBefore(source: Uint8Array, from: number, lower: Uint8Array, upper: Uint8Array): boolean {
  for (let at = lower.length - 2; at >= 0; at--) {
    const byte = source[from + at]!;
    if (byte !== lower[at] && byte !== upper[at]) return false;
  }
  return true;
}

function lowered(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

function raised(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}
