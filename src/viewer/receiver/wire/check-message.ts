import { WireType } from '../../../shared/otlp/fields';
import { MalformedError } from './malformed-error';
import { Reader } from './reader';
import type { Message } from './schema/message';
import { isPacked, wireOf } from './wire-type';

/** Messages within messages; protobuf's own libraries stop at 100. */
const MAX_DEPTH = 100;

/**
 * Messages in a request, nested ones included: 20 MiB of spans as services send them are 1.2 million. Without a bound, a
 * request of empty ones costs a hundred times more to take in than others of its size.
 */
const MAX_MESSAGES = 2_500_000;

/** Messages of the request that is being checked; one request is, at a time. */
let messages = 0;

/**
 * Walks a whole message, nested ones included, and throws MalformedError where it breaks off, nests too deep or holds too
 * many. Done before anything is stored, so that a request is taken in whole or not at all.
 */
export function checkMessage(bytes: Uint8Array, message: Message): void {
  messages = 0;
  checkFields(new Reader(bytes), message, 0);
}

function checkFields(reader: Reader, message: Message, depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedError(`messages are nested deeper than ${MAX_DEPTH}`);
  if (++messages > MAX_MESSAGES)
    throw new MalformedError(`the request holds more than ${MAX_MESSAGES} messages`);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const field = (tag & 7) === WireType.bytes ? message.byNumber[tag >>> 3] : undefined;
    const nested = field?.message;
    if (nested !== undefined) {
      const outer = reader.enter();
      checkFields(reader, nested, depth + 1);
      reader.leave(outer);
    } else if (field !== undefined && isPacked(field, tag)) checkNumbers(reader, wireOf(field));
    else reader.skip(tag);
  }
}

function checkNumbers(reader: Reader, wire: number): void {
  const outer = reader.enter();
  while (reader.at < reader.end) reader.skip(wire);
  reader.leave(outer);
}
