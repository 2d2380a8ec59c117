import { WireType } from '../../../shared/otlp/fields';
import type { Field } from './schema/message';

/** Wire type of a field's single value. */
export function wireOf({ scalar }: Field): number {
  if (scalar === undefined || scalar === 'string' || scalar === 'hex' || scalar === 'base64')
    return WireType.bytes;
  if (scalar === 'double' || scalar === 'fixed64' || scalar === 'sfixed64') return WireType.fixed64;
  return scalar === 'fixed32' ? WireType.fixed32 : WireType.varint;
}

/** True if the tag announces several numbers of a repeated field in one piece, as proto3 writes them. */
export function isPacked(field: Field, tag: number): boolean {
  return field.repeated && (tag & 7) === WireType.bytes && wireOf(field) !== WireType.bytes;
}
