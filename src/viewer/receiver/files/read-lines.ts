import { MalformedError } from '../wire/malformed-error';

const NEWLINE = 0x0a;

/** The limit of a line, and of a file that is one JSON document over many lines. */
export const MAX_TEXT_BYTES = 500 * 2 ** 20;

/**
 * The lines of a stream, split at newline bytes alone: U+2028 may stand in JSON as it is. A line that is too long throws
 * MalformedError.
 */
export async function* readLines(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, to)]);
      parts = [];
      held = 0;
      from = to + 1;
    }
    if (from === chunk.length) continue;
    held += chunk.length - from;
    if (held > MAX_TEXT_BYTES) throw tooLong();
    parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/** Error for a line longer than MAX_TEXT_BYTES. */
export function tooLong(): MalformedError {
  return new MalformedError(`a line is longer than ${MAX_TEXT_BYTES} bytes`);
}

/** True for a line of blanks, tabs and carriage returns. */
export function isBlank(line: Buffer): boolean {
  return line.every(byte => byte === 0x20 || byte === 0x0d || byte === 0x09);
}
