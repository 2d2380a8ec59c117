/** An attribute's or a body's value as a test likes to compare it; bytes become a Buffer. */
export type Value = string | number | bigint | boolean | null | Buffer | Value[] | { [key: string]: Value };

/** OTLP JSON's AnyValue. */
export interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number | string;
  bytesValue?: string;
  arrayValue?: { values?: AnyValue[] };
  kvlistValue?: { values?: KeyValue[] };
}

export interface KeyValue {
  key: string;
  value?: AnyValue;
}

/** Attributes as a plain object. */
export function decodeAttributes(attributes: readonly KeyValue[] = []): Record<string, Value> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, decodeValue(value)]));
}

/** Decodes a value; integers beyond 2^53 become bigint, an absent value null. */
export function decodeValue(value: AnyValue = {}): Value {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return decodeInteger(value.intValue);
  // Infinity and NaN come as strings.
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue, 'base64');
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(decodeValue);
  if (value.kvlistValue) return decodeAttributes(value.kvlistValue.values);
  return null;
}

function decodeInteger(value: string | number): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}
