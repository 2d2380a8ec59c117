import { decodeHuffman } from './huffman';

/** Header fields by name, in lower case. */
export type Headers = Record<string, string>;

/** Fields of the static table (RFC 7541, appendix A) that tell the result of an export; others stay without a name. */
const STATIC: Readonly<Record<number, readonly [name: string, value: string]>> = {
  8: [':status', '200'],
  9: [':status', '204'],
  10: [':status', '206'],
  11: [':status', '304'],
  12: [':status', '400'],
  13: [':status', '404'],
  14: [':status', '500'],
  31: ['content-type', ''],
};
const STATIC_LENGTH = 61;

/**
 * Decodes the blocks of header fields of a connection, in their order. It keeps a table although the agent asks for
 * none: the sender may have filled it before it read the request.
 */
export function createHeaderDecoder(): (block: Buffer) => Headers {
  /** Kept fields, newest first. Only fields sent before the request to keep none was heard are in it. */
  const table: (readonly [name: string, value: string])[] = [];
  const entryOf = (index: number) => STATIC[index] ?? table[index - STATIC_LENGTH - 1] ?? ['', ''];

  return block => {
    const headers: Headers = {};
    const reader = { block, at: 0 };
    while (reader.at < block.length) {
      const first = block[reader.at]!;
      if (first >= 0x80) {
        const [name, value] = entryOf(readInteger(reader, 7));
        headers[name] = value;
      } else if (first >= 0x20 && first < 0x40) {
        readInteger(reader, 5); // New size of the table: zero, as asked.
        table.length = 0;
      } else {
        const isKept = first >= 0x40;
        const index = readInteger(reader, isKept ? 6 : 4);
        const name = index === 0 ? readString(reader) : entryOf(index)[0];
        const value = readString(reader);
        headers[name] = value;
        if (isKept) table.unshift([name, value]);
      }
    }
    delete headers[''];
    return headers;
  };
}

interface Reader {
  readonly block: Buffer;
  at: number;
}

/** Reads a number in a prefix of `prefixBits` bits, continued seven bits at a time (RFC 7541, 5.1). */
function readInteger(reader: Reader, prefixBits: number): number {
  const mask = 2 ** prefixBits - 1;
  let value = reader.block[reader.at++]! & mask;
  if (value < mask) return value;
  for (let scale = 1; reader.at < reader.block.length; scale *= 128) {
    const byte = reader.block[reader.at++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  return value;
}

function readString(reader: Reader): string {
  const isHuffman = (reader.block[reader.at] ?? 0) >= 0x80;
  const length = readInteger(reader, 7);
  const bytes = reader.block.subarray(reader.at, reader.at + length);
  reader.at += length;
  return isHuffman ? decodeHuffman(bytes) : bytes.toString('latin1');
}
