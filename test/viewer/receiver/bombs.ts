import type { Signal } from '../../../src/viewer/receiver/check-request';
import { Writer } from '../../../src/viewer/receiver/wire/writer';

/** A body that is small on the wire or cheap to make, and was dear to take in. */
export interface Bomb {
  readonly name: string;
  readonly signal: Signal;
  readonly type: 'application/x-protobuf' | 'application/json';
  readonly body: Buffer;
}

/** Number of bytes that a receiver that keeps 64 MB takes in a body. */
const FULL = 2 ** 24;
/** Beside so many empty messages, a request still passes the check of how many there are. */
const MANY = 2.4e6;
const EMPTY = Buffer.alloc(0);

/** Bombs in protobuf: by size, and just below the number of messages that is taken. */
export function protobufBombs(): Bomb[] {
  const bombs = [FULL, MANY * 2].flatMap(bytes => [
    protobuf('traces', 'empty ResourceSpans', fill(field(1, EMPTY), bytes)),
    protobuf('traces', 'empty ScopeSpans', field(1, fill(field(2, EMPTY), bytes))),
    protobuf('traces', 'empty Spans', inScope(fill(field(2, EMPTY), bytes))),
    protobuf('traces', 'attributes of one span', inScope(span(fill(field(9, EMPTY), bytes)))),
    protobuf('traces', 'events of one span', inScope(span(fill(field(11, EMPTY), bytes)))),
    protobuf('traces', 'statuses of one span', inScope(span(fill(field(15, Buffer.from([0x12, 0])), bytes)))),
    protobuf('logs', 'empty LogRecords', inScope(fill(field(2, EMPTY), bytes))),
    protobuf('logs', 'scopes with an empty LogRecord', field(1, fill(field(2, field(2, EMPTY)), bytes))),
    protobuf('logs', 'resources with an empty LogRecord', fill(inScope(field(2, EMPTY)), bytes)),
    protobuf('metrics', 'empty Metrics', inScope(fill(field(2, EMPTY), bytes))),
    protobuf('metrics', 'empty points', inScope(field(2, field(5, fill(field(1, EMPTY), bytes))))),
  ]);
  const large = field(1, field(1, field(1, Buffer.alloc(200_000, 65))));
  const tooLarge = field(1, field(1, field(1, Buffer.alloc(FULL / 2, 65))));
  for (const resource of [large, tooLarge]) {
    const scopes = fill(field(2, span(EMPTY)), FULL / 4);
    const kind = resource === large ? 'a large' : 'an overlarge';
    bombs.push(protobuf('traces', `scopes that share ${kind} resource`, field(1, concat(resource, scopes))));
    const records = fill(field(2, EMPTY), FULL / 4);
    bombs.push(protobuf('logs', `records that share ${kind} scope`, inScope(concat(resource, records))));
  }
  return [...bombs, protobuf('traces', 'fields that are not known', fill(Buffer.from([0xf8, 1, 0]), FULL))];
}

/** Bombs in JSON: dear to parse, or to turn into protobuf. */
export function jsonBombs(): Bomb[] {
  const nested = (levels: number, inner: string) =>
    `${'{"arrayValue":{"values":['.repeat(levels)}${inner}${']}}'.repeat(levels)}`;
  const attribute = (value: string) =>
    `{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":${value}}]}}]}`;
  const list = (item: string) => `[${Array(Math.floor((FULL * 0.95) / (item.length + 1))).fill(item)}]`;
  return [
    json('opening brackets', '['.repeat(15e6)),
    json('opening braces', '{"a":'.repeat(3e6)),
    json('empty lists that nobody asked for', `{"x":${list('[]')}}`),
    json('empty objects that nobody asked for', `{"x":${list('{}')}}`),
    json('numbers', `{"x":${list('-1.5e3')}}`),
    json('names, all different', `{${Array.from({ length: 1.2e6 }, (_, n) => `"k${n}":1`)}}`),
    json('shapes, all different', `{"x":[${Array.from({ length: 1e6 }, (_, n) => `{"a${n}":1}`)}]}`),
    json('empty ResourceSpans', `{"resourceSpans":${list('{}')}}`),
    json('empty attributes', `{"resourceSpans":[{"resource":{"attributes":${list('{}')}}}]}`),
    json('values within values', attribute(nested(10_000, '{}'))),
    json('a long string, deep within', attribute(nested(30, `{"stringValue":"${'x'.repeat(15e6)}"}`))),
    json('escapes', attribute(`{"stringValue":"${'\\u0041'.repeat(2.6e6)}"}`)),
  ];
}

/** Makes a body of FULL bytes as services send it. */
export function ordinaryBody(): Buffer {
  const attribute = (number: number) => {
    const value = field(2, field(1, Buffer.from(`value ${number % 50}`)));
    return field(9, concat(field(1, Buffer.from(`attribute.${number % 12}`)), value));
  };
  const rest = concat(field(5, Buffer.from('GET /')), ...Array.from({ length: 12 }, (_, n) => attribute(n)));
  return inScope(fill(span(rest), FULL));
}

function protobuf(signal: Signal, name: string, body: Buffer): Bomb {
  const size = `${(body.length / 2 ** 20).toFixed(0)} MB`;
  return { name: `${size} of ${name}`, signal, type: 'application/x-protobuf', body };
}

function json(name: string, text: string): Bomb {
  return { name: `JSON: ${name}`, signal: 'traces', type: 'application/json', body: Buffer.from(text) };
}

function span(rest: Buffer): Buffer {
  return field(2, concat(field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 2)), rest));
}

function inScope(items: Buffer): Buffer {
  return field(1, field(2, items));
}

function field(number: number, content: Uint8Array): Buffer {
  const writer = new Writer();
  writer.bytesField(number, content);
  return Buffer.from(writer.finish());
}

function fill(unit: Buffer, bytes: number): Buffer {
  return Buffer.alloc(Math.floor((bytes - 64) / unit.length) * unit.length, unit);
}

function concat(...parts: Buffer[]): Buffer {
  return Buffer.concat(parts);
}
