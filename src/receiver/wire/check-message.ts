import { WireType } from '../../otlp/fields';
import { MalformedError } from './malformed-error';
import { Reader } from './reader';
import type { Message } from './schema';

/** Messages within messages; protobuf's own libraries stop at 100. */
const MAX_DEPTH = 100;

/**
 * Walks a whole message, nested ones included, and throws MalformedError where it breaks off or nests too deep.
 * Done before anything is stored, so that a request is taken in whole or not at all.
 */
export function checkMessage(bytes: Uint8Array, message: Message): void {
  checkFields(new Reader(bytes), message, 0);
}

function checkFields(reader: Reader, message: Message, depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedError(`messages are nested deeper than ${MAX_DEPTH}`);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const nested = (tag & 7) === WireType.bytes ? message.byNumber[tag >>> 3]?.message : undefined;
    if (nested === undefined) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    checkFields(reader, nested, depth + 1);
    reader.leave(outer);
  }
}
