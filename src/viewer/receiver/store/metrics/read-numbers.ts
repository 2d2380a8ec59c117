import { WireType } from '../../../../shared/otlp/fields';
import { within } from '../../wire/read-value';
import type { Reader } from '../../wire/reader';

/** Encoding of the numbers of a repeated field. */
export interface Numbers {
  readonly wire: number;
  read(reader: Reader): number;
}

/** Buckets of a point that are read: real ones have hundreds at most. */
const MAX_NUMBERS = 2000;

/** Reads numbers of a repeated field, one or several in one piece; false if they have another wire type. */
export function readNumbers(
  reader: Reader,
  wire: number,
  { wire: own, read }: Numbers,
  into: number[],
): boolean {
  const take = (from: Reader) => {
    const number = read(from);
    if (into.length < MAX_NUMBERS) into.push(number);
  };
  if (wire === own) take(reader);
  else if (wire !== WireType.bytes) return false;
  else
    within(reader, packed => {
      while (packed.at < packed.end) take(packed);
    });
  return true;
}

/** Reads a fixed64, unsigned: counts and times beyond 2^53 lose their last digits. */
export function readUnsigned(reader: Reader): number {
  reader.fixed64();
  return reader.high * 2 ** 32 + reader.low;
}

/** Reads an sfixed64, with the same loss. */
export function readSigned(reader: Reader): number {
  reader.fixed64();
  return (reader.high | 0) * 2 ** 32 + reader.low;
}

/** Undoes the encoding of signed varints, `sint32`. */
export function zigzag(number: number): number {
  return (number >>> 1) ^ -(number & 1);
}

export const FIXED: Numbers = { wire: WireType.fixed64, read: readUnsigned };
export const DOUBLES: Numbers = { wire: WireType.fixed64, read: reader => reader.double() };
export const VARINTS: Numbers = {
  wire: WireType.varint,
  read: reader => {
    const low = reader.varint();
    return reader.high * 2 ** 32 + low;
  },
};
