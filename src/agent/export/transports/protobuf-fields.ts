import { WireType } from '../../../shared/otlp/fields';

/** Receives a field: a number for varints, bytes for length-delimited fields; fixed-width fields are skipped. */
export type FieldVisitor = (field: number, value: number | Uint8Array) => void;

/**
 * Calls `visit` for each field of a message. Stops without an error at the first byte that makes no sense: replies are
 * only advice.
 */
export function visitFields(bytes: Uint8Array, visit: FieldVisitor): void {
  let at = 0;

  function varint(): number {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  }

  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag & 7;
    const field = Math.floor(tag / 8);
    if (wireType === WireType.varint) visit(field, varint());
    else if (wireType === WireType.fixed64) at += 8;
    else if (wireType === WireType.fixed32) at += 4;
    else if (wireType === WireType.bytes) {
      const size = varint();
      if (!(at + size <= bytes.length)) return;
      visit(field, bytes.subarray(at, at + size));
      at += size;
    } else return;
  }
}
