const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARKS: readonly (readonly [mark: Buffer, encoding: string])[] = [
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
];

/**
 * A stream of text as UTF-8 without a byte order mark: editors on Windows put one there, and PowerShell's `>` writes
 * UTF-16.
 */
export async function* asUtf8(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const chunk of stream) {
    if (isFirst) decoder = decoderFor(chunk);
    if (decoder !== undefined) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    else yield isFirst ? withoutMark(chunk) : chunk;
    isFirst = false;
  }
}

function decoderFor(chunk: Buffer): TextDecoder | undefined {
  const encoding = UTF16_MARKS.find(([mark]) => startsWith(chunk, mark))?.[1];
  return encoding === undefined ? undefined : new TextDecoder(encoding);
}

/** Tells whether a text that begins so is in UTF-16. */
export function isUtf16(beginning: Buffer): boolean {
  return decoderFor(beginning) !== undefined;
}

/** Text without the mark that it may begin with. */
export function withoutMark(text: Buffer): Buffer {
  return startsWith(text, UTF8_MARK) ? text.subarray(UTF8_MARK.length) : text;
}

function startsWith(chunk: Buffer, mark: Buffer): boolean {
  return chunk.subarray(0, mark.length).equals(mark);
}
