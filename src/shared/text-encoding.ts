/** Encoding of a text file. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';

/**
 * Finds the encoding of a text by its first bytes, four if there are as many: by its mark, else by a NUL in its first character.
 * PowerShell's `>` writes UTF-16 with a mark, other programs on Windows leave it out.
 */
export function encodingOf(beginning: Buffer): TextEncoding {
  const [a, b] = beginning;
  if (UTF_32_MARKS.includes(beginning.toString('hex', 0, 4))) return 'utf-32';
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0)) return 'utf-16be';
  return 'utf-8';
}

const UTF_32_MARKS = ['fffe0000', '0000feff'];

/** Says what to do about a text that cannot be read. */
export const NO_UTF_32 = 'is in UTF-32, which is not read: save it as UTF-8';
