import { AnyValueField, KeyValueField, WireType } from '../../shared/otlp/fields';

/** Joins the fields of a message; undefined ones are left out. */
export function message(...fields: readonly (Buffer | undefined)[]): Buffer {
  return Buffer.concat(fields.filter(field => field !== undefined));
}

/** Writes a field of text, bytes or a message. */
export function bytesField(field: number, value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(field * 8 + WireType.bytes), varint(bytes.length), bytes]);
}

/** Writes a whole number, 0 or more, or a boolean. */
export function numberField(field: number, value: number | boolean): Buffer {
  return Buffer.concat([varint(field * 8 + WireType.varint), varint(Number(value))]);
}

/** Writes an unsigned integer of 64 bits. */
export function fixed64Field(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint(field * 8 + WireType.fixed64), bytes]);
}

/** Writes a KeyValue; undefined for a value that is no text, number or boolean. */
export function attributeField(field: number, key: string, value: unknown): Buffer | undefined {
  const any = anyValue(value);
  if (any === undefined) return undefined;
  return bytesField(field, message(bytesField(KeyValueField.key, key), bytesField(KeyValueField.value, any)));
}

function anyValue(value: unknown): Buffer | undefined {
  if (typeof value === 'string') return bytesField(AnyValueField.string, value);
  if (typeof value === 'boolean') return numberField(AnyValueField.bool, value);
  if (typeof value !== 'number') return undefined;
  return Number.isSafeInteger(value) && value >= 0
    ? numberField(AnyValueField.int, value)
    : bytesField(AnyValueField.string, String(value));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
