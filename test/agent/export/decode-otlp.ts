/**
 * Decodes OTLP protobuf by a schema written down from opentelemetry-proto, apart from src/shared/otlp/fields.ts: a number that
 * is wrong there must not be wrong here as well. Fields that are missing get their proto3 default.
 */
type Kind =
  | 'string'
  | 'bytes'
  | 'uint'
  | 'int64'
  | 'bool'
  | 'double'
  | 'fixed64'
  | 'fixed32'
  | (() => Schema);
interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: boolean;
}
interface Schema {
  readonly oneof?: boolean;
  readonly fields: Readonly<Record<number, Field>>;
}
export type Decoded = { [name: string]: unknown };

const one = (name: string, kind: Kind): Field => ({ name, kind });
const many = (name: string, kind: Kind): Field => ({ name, kind, repeated: true });

const anyValue: Schema = {
  oneof: true,
  fields: {
    1: one('stringValue', 'string'),
    2: one('boolValue', 'bool'),
    3: one('intValue', 'int64'),
    4: one('doubleValue', 'double'),
    5: one('arrayValue', () => ({ fields: { 1: many('values', () => anyValue) } })),
    6: one('kvlistValue', () => ({ fields: { 1: many('values', () => keyValue) } })),
    7: one('bytesValue', 'bytes'),
  },
};
const keyValue: Schema = { fields: { 1: one('key', 'string'), 2: one('value', () => anyValue) } };
const resource: Schema = {
  fields: { 1: many('attributes', () => keyValue), 2: one('droppedAttributesCount', 'uint') },
};
const scope: Schema = {
  fields: {
    1: one('name', 'string'),
    2: one('version', 'string'),
    3: many('attributes', () => keyValue),
    4: one('droppedAttributesCount', 'uint'),
  },
};
const event: Schema = {
  fields: {
    1: one('timeUnixNano', 'fixed64'),
    2: one('name', 'string'),
    3: many('attributes', () => keyValue),
    4: one('droppedAttributesCount', 'uint'),
  },
};
const link: Schema = {
  fields: {
    1: one('traceId', 'bytes'),
    2: one('spanId', 'bytes'),
    3: one('traceState', 'string'),
    4: many('attributes', () => keyValue),
    5: one('droppedAttributesCount', 'uint'),
    6: one('flags', 'fixed32'),
  },
};
const status: Schema = { fields: { 2: one('message', 'string'), 3: one('code', 'uint') } };
const span: Schema = {
  fields: {
    1: one('traceId', 'bytes'),
    2: one('spanId', 'bytes'),
    3: one('traceState', 'string'),
    4: one('parentSpanId', 'bytes'),
    5: one('name', 'string'),
    6: one('kind', 'uint'),
    7: one('startTimeUnixNano', 'fixed64'),
    8: one('endTimeUnixNano', 'fixed64'),
    9: many('attributes', () => keyValue),
    10: one('droppedAttributesCount', 'uint'),
    11: many('events', () => event),
    12: one('droppedEventsCount', 'uint'),
    13: many('links', () => link),
    14: one('droppedLinksCount', 'uint'),
    15: one('status', () => status),
    16: one('flags', 'fixed32'),
  },
};
const logRecord: Schema = {
  fields: {
    1: one('timeUnixNano', 'fixed64'),
    2: one('severityNumber', 'uint'),
    3: one('severityText', 'string'),
    5: one('body', () => anyValue),
    6: many('attributes', () => keyValue),
    7: one('droppedAttributesCount', 'uint'),
    8: one('flags', 'fixed32'),
    9: one('traceId', 'bytes'),
    10: one('spanId', 'bytes'),
    11: one('observedTimeUnixNano', 'fixed64'),
    12: one('eventName', 'string'),
  },
};
const request = (items: string, item: Schema, resourceItems: string, scopeItems: string): Schema => ({
  fields: {
    1: many(resourceItems, () => ({
      fields: {
        1: one('resource', () => resource),
        2: many(scopeItems, () => ({
          fields: { 1: one('scope', () => scope), 2: many(items, () => item), 3: one('schemaUrl', 'string') },
        })),
        3: one('schemaUrl', 'string'),
      },
    })),
  },
});
const traceRequest = request('spans', span, 'resourceSpans', 'scopeSpans');
const logsRequest = request('logRecords', logRecord, 'resourceLogs', 'scopeLogs');

export function decodeTraceRequest(bytes: Uint8Array): Decoded {
  return decode(traceRequest, Buffer.from(bytes));
}

export function decodeLogsRequest(bytes: Uint8Array): Decoded {
  return decode(logsRequest, Buffer.from(bytes));
}

/** Decodes a request of OTLP/JSON, by the protobuf JSON mapping. Numbers must come as the mapping writes them. */
export function parseTraceRequest(json: Uint8Array): Decoded {
  return parse(traceRequest, JSON.parse(Buffer.from(json).toString()));
}

export function parseLogsRequest(json: Uint8Array): Decoded {
  return parse(logsRequest, JSON.parse(Buffer.from(json).toString()));
}

function parse(schema: Schema, json: Decoded): Decoded {
  const fields = Object.values(schema.fields);
  const message: Decoded = {};
  for (const [name, value] of Object.entries(json)) {
    const field = fields.find(one => one.name === name);
    if (field === undefined) throw new Error(`no field ${name}`);
    message[name] = field.repeated
      ? (value as unknown[]).map(one => parseValue(field, one))
      : parseValue(field, value);
  }
  if (!schema.oneof) addDefaults(schema, message);
  return message;
}

function parseValue({ name, kind }: Field, value: unknown): unknown {
  const expect = (type: string) => {
    if (typeof value !== type) throw new Error(`${name} is a ${typeof value}, not a ${type}`);
  };
  if (typeof kind === 'function') return parse(kind(), value as Decoded);
  if (kind === 'int64' || kind === 'fixed64') {
    expect('string');
    return BigInt(value as string);
  }
  if (kind === 'string') return Buffer.from(value as string).toString();
  // Ids are hex in OTLP/JSON, unlike in the mapping.
  if (kind === 'bytes')
    return name === 'bytesValue' ? Buffer.from(value as string, 'base64').toString('hex') : value;
  if (kind === 'double') return Number(value);
  expect(kind === 'bool' ? 'boolean' : 'number');
  return value;
}

function decode(schema: Schema, bytes: Buffer): Decoded {
  const message: Decoded = {};
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (at >= bytes.length) throw new Error('a varint runs past the end');
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  };
  const chunk = (size: number) => {
    if (at + size > bytes.length) throw new Error('a field runs past the end');
    at += size;
    return bytes.subarray(at - size, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const field = schema.fields[tag >>> 3];
    if (field === undefined) throw new Error(`no field ${tag >>> 3}`);
    const value = readValue(field.kind, tag & 7, varint, chunk);
    if (!field.repeated) message[field.name] = value;
    else message[field.name] = [...((message[field.name] as unknown[] | undefined) ?? []), value];
  }
  if (!schema.oneof) addDefaults(schema, message);
  return message;
}

function readValue(
  kind: Kind,
  wireType: number,
  varint: () => bigint,
  chunk: (size: number) => Buffer,
): unknown {
  const expect = (type: number) => {
    if (wireType !== type) throw new Error(`wire type ${wireType}, expected ${type}`);
  };
  if (typeof kind === 'function') {
    expect(2);
    return decode(kind(), chunk(Number(varint())));
  }
  switch (kind) {
    case 'string':
      expect(2);
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(chunk(Number(varint())));
    case 'bytes':
      expect(2);
      return chunk(Number(varint())).toString('hex');
    case 'double':
      expect(1);
      return chunk(8).readDoubleLE();
    case 'fixed64':
      expect(1);
      return chunk(8).readBigUInt64LE();
    case 'fixed32':
      expect(5);
      return chunk(4).readUInt32LE();
    case 'int64':
      expect(0);
      return BigInt.asIntN(64, varint());
    case 'bool':
      expect(0);
      return varint() !== 0n;
    default:
      expect(0);
      return Number(varint());
  }
}

const DEFAULTS = {
  string: '',
  bytes: '',
  uint: 0,
  int64: 0n,
  bool: false,
  double: 0,
  fixed64: 0n,
  fixed32: 0,
};

function addDefaults(schema: Schema, message: Decoded): void {
  for (const { name, kind, repeated } of Object.values(schema.fields)) {
    if (name in message) continue;
    if (repeated) message[name] = [];
    // A log's body may be absent, and an attribute's value empty: both are an AnyValue without a value.
    else message[name] = typeof kind === 'function' ? decode(kind(), Buffer.alloc(0)) : DEFAULTS[kind];
  }
}
