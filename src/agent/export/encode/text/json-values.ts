import type { Attributes } from '@opentelemetry/api';

/** AnyValue of opentelemetry.proto.common.v1 in the protobuf JSON mapping; {} for no value. */
export type JsonAnyValue = Record<string, unknown>;

const TWO_63 = 2 ** 63;

/** Attributes as a list of KeyValue. */
export function jsonAttributes(attributes: Attributes | undefined): { key: string; value: JsonAnyValue }[] {
  if (attributes === undefined) return [];
  return Object.keys(attributes).map(key => ({ key, value: jsonAnyValue(attributes[key]) }));
}

/** Makes an AnyValue of OTLP/JSON: bytes in base64, `{}` for what OTLP has no value for. */
export function jsonAnyValue(value: unknown): JsonAnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return jsonNumber(value);
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: Array.from(value, jsonAnyValue) } };
  if (typeof value === 'object' && value !== null) {
    return { kvlistValue: { values: jsonAttributes(value as Attributes) } };
  }
  return {};
}

/** Formats [seconds, nanoseconds] as a decimal string of nanoseconds, without BigInt: two numbers side by side. */
export function jsonTime([seconds, nanos]: readonly [number, number]): string {
  const carry = Math.floor(nanos / 1e9);
  const whole = Math.trunc(seconds) + carry;
  const rest = Math.trunc(nanos) - carry * 1e9;
  return whole === 0 ? String(rest) : whole + String(rest).padStart(9, '0');
}

/**
 * Maps a number: 64-bit integers are strings, and doubles that JSON cannot hold are names (protobuf JSON mapping,
 * OTLP/HTTP).
 */
function jsonNumber(value: number): JsonAnyValue {
  if (Number.isInteger(value) && value >= -TWO_63 && value < TWO_63) {
    // Above 2^53 a number prints as rounded decimals, which may differ from the integer that it holds.
    return { intValue: Number.isSafeInteger(value) ? String(value) : BigInt(value).toString() };
  }
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}
