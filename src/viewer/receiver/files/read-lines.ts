import { MalformedError } from '../wire/malformed-error';

const NEWLINE = 0x0a;

/**
 * The lines of a stream, split at newline bytes alone: U+2028 may stand in JSON as it is. A line of more than
 * `maxBytes` throws MalformedError.
 */
export async function* readLines(stream: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
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
    if (held > maxBytes) throw new MalformedError(`a line is longer than ${maxBytes} bytes`);
    parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}
