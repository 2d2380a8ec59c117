/** Says whether `source[from .. to)` contains a text. */
export type TextTest = (source: Uint8Array, from: number, to: number) => boolean;

/** A test for UTF-8 text that takes ASCII letters as equal whatever their case; works on the bytes as they are. */
export function containsText(wanted: Uint8Array): TextTest {
  if (wanted.length === 0) return () => true;
  const lower = Uint8Array.from(wanted, lowered);
  const upper = Uint8Array.from(lower, raised);
  const first = lower[0]!;
  const firstUpper = upper[0]!;
  return (source, from, to) => {
    const last = to - lower.length;
    for (let at = from; at <= last; at++) {
      const byte = source[at]!;
      if ((byte === first || byte === firstUpper) && continues(source, at, lower, upper)) return true;
    }
    return false;
  };
}

function continues(source: Uint8Array, from: number, lower: Uint8Array, upper: Uint8Array): boolean {
  for (let at = 1; at < lower.length; at++) {
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
