import { encodingOf, NO_UTF_32 } from '../../../shared/text-encoding';
import { MalformedError } from '../wire/malformed-error';

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A stream of text as UTF-8 without a byte order mark: editors on Windows put one there, and PowerShell's `>` writes
 * UTF-16. Throws a MalformedError for UTF-32.
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
  const encoding = encodingOf(chunk);
  if (encoding === 'utf-32') throw new MalformedError(`it ${NO_UTF_32}`);
  return encoding === 'utf-8' ? undefined : new TextDecoder(encoding);
}

/** Tells whether a text that begins so has characters of several bytes each, so that its lines end elsewhere. */
export function isWide(beginning: Buffer): boolean {
  return encodingOf(beginning) !== 'utf-8';
}

/** Text without the mark that it may begin with. */
export function withoutMark(text: Buffer): Buffer {
  return text.subarray(0, UTF8_MARK.length).equals(UTF8_MARK) ? text.subarray(UTF8_MARK.length) : text;
}
