import { encodingOf } from './text-encoding';

/** Decodes a text file: UTF-8, or UTF-16 as `>` of Windows PowerShell writes it. Leaves a mark at its beginning out. */
export function decodeText(bytes: Buffer): string {
  return decoded(bytes).replace(/^\uFEFF/, '');
}

function decoded(bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-16le') return bytes.toString('utf16le');
  if (encoding !== 'utf-16be') return bytes.toString('utf8');
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}
