import { createStores } from '../../../../src/viewer/receiver/stores';
import { checkMessage } from '../../../../src/viewer/receiver/wire/check-message';
import { jsonToMessage } from '../../../../src/viewer/receiver/wire/json-to-message';
import { MalformedError } from '../../../../src/viewer/receiver/wire/malformed-error';
import { messageToJson } from '../../../../src/viewer/receiver/wire/message-to-json';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import type { Field, Message, Scalar } from '../../../../src/viewer/receiver/wire/schema/message';
import { Writer } from '../../../../src/viewer/receiver/wire/writer';
import * as fc from '../../../fast-check';
import { messageFrom, traceRequest } from '../make-traces';

/** Arbitrary OTLP JSON for a message of the schema. */
function messageOf(message: Message, depth: number): fc.Arbitrary<object> {
  const fields = message.byNumber
    .filter(field => field !== undefined)
    .filter(field => field.message === undefined || depth > 0);
  const isChoice = message.name === 'AnyValue';
  const values = Object.fromEntries(fields.map(field => [field.name, fieldOf(field, depth)]));
  if (!isChoice) return fc.record(values, { requiredKeys: [] });
  return fc.oneof(...Object.entries(values).map(([name, value]) => value.map(found => ({ [name]: found }))));
}

function fieldOf(field: Field, depth: number): fc.Arbitrary<unknown> {
  const one = field.message === undefined ? scalarOf(field.scalar!) : messageOf(field.message, depth - 1);
  return field.repeated ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
}

function scalarOf(scalar: Scalar): fc.Arbitrary<unknown> {
  const bytes = fc.uint8Array({ maxLength: 24 });
  const arbitraries: { [scalar in Scalar]: fc.Arbitrary<unknown> } = {
    string: fc.string({ unit: 'grapheme', maxLength: 200 }),
    hex: bytes.map(value => Buffer.from(value).toString('hex')),
    base64: bytes.map(value => Buffer.from(value).toString('base64')),
    bool: fc.boolean(),
    uint32: fc.nat(2 ** 31 - 1),
    sint32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fixed32: fc.nat(2 ** 31 - 1),
    int64: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String),
    fixed64: fc.bigInt(0n, 2n ** 64n - 1n).map(String),
    sfixed64: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String),
    double: fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map(value => (Object.is(value, -0) ? 0 : value)),
  };
  return arbitraries[scalar];
}

test.each(['traces', 'logs', 'metrics'] as const)(
  '%s: JSON to protobuf and back is the same JSON',
  signal => {
    fc.assert(
      fc.property(messageOf(ExportRequest[signal], 7), json => {
        const bytes = messageFrom(json, ExportRequest[signal]);
        checkMessage(bytes, ExportRequest[signal]);
        expect(messageToJson(bytes, ExportRequest[signal])).toEqual(json);
      }),
      { numRuns: fc.draws(150) },
    );
  },
);

describe('hostile bytes', () => {
  const valid = traceRequest([
    {
      id: '1',
      from: 0,
      to: 10,
      attributes: { text: 'x'.repeat(200), number: 7 },
      exception: { type: 'E', message: 'm' },
    },
    { id: '2', parent: '1', from: 1, to: 9, error: 'no' },
  ]);

  test.each(['traces', 'logs', 'metrics'] as const)(
    '%s: any bytes are taken in or refused as malformed',
    signal => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), bytes => takesOrRefuses(signal, bytes)),
        { numRuns: fc.draws(2000) },
      );
    },
  );

  test('a request cut off anywhere, or with any byte changed, is taken in or refused as malformed', () => {
    for (let length = 0; length < valid.length; length++) takesOrRefuses('traces', valid.subarray(0, length));
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), (at, byte) => {
        const changed = valid.slice();
        changed[at] = byte;
        takesOrRefuses('traces', changed);
        takesOrRefuses('logs', changed);
      }),
      { numRuns: fc.draws(3000) },
    );
  });

  test('what is malformed in the middle leaves nothing of the request behind', () => {
    const { inbox, spans } = createStores(2 ** 24);
    const broken = Buffer.concat([valid, Buffer.from([0x0a, 0x7f])]);
    expect(() => inbox.take('traces', broken)).toThrow(MalformedError);
    expect(spans.counts.spans).toBe(0);
  });

  test.each([40, 101, 3000])('values nested %i deep', levels => {
    const { inbox } = createStores(2 ** 24);
    let value: Uint8Array = new Uint8Array([0x0a, 1, 65]);
    for (let level = 0; level < levels && value.length < 1e6; level++) value = wrap(5, wrap(1, value));
    const attribute = concat(wrap(1, Buffer.from('deep')), wrap(2, value));
    const span = concat(wrap(1, Buffer.alloc(16, 1)), wrap(2, Buffer.alloc(8, 1)), wrap(9, attribute));
    const request = wrap(1, wrap(2, wrap(2, span)));
    if (levels === 40) expect(inbox.take('traces', request).accepted).toBe(1);
    else expect(() => inbox.take('traces', request)).toThrow(/nested deeper/);
  });

  test('the same in JSON', () => {
    const levels = 20_000;
    const value = `${'{"arrayValue":{"values":['.repeat(levels)}{}${']}}'.repeat(levels)}`;
    const json = `{"resourceSpans":[{"resource":{"attributes":[{"key":"deep","value":${value}}]}}]}`;
    expect(() => jsonToMessage(Buffer.from(json), ExportRequest.traces)).toThrow(/nested deeper/);
  });
});

test.each([
  ['a list where an object belongs', { resourceSpans: [[]] }],
  ['an object where a list belongs', { resourceSpans: {} }],
  ['a number for a name', { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 7 }] }] }] }],
  ['an id that is not hex', { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'zz' }] }] }] }],
  [
    'a time that is no number',
    { resourceSpans: [{ scopeSpans: [{ spans: [{ startTimeUnixNano: 'now' }] }] }] },
  ],
  ['a kind that is none', { resourceSpans: [{ scopeSpans: [{ spans: [{ kind: 'server' }] }] }] }],
  ['null', null],
  ['a string', 'resourceSpans'],
])('JSON with %s is malformed', (_what, json) => {
  expect(() => messageFrom(json, ExportRequest.traces)).toThrow(MalformedError);
});

test('JSON with unknown names, nulls and missing parts is well', () => {
  const json = {
    resourceSpans: [{ resource: null, unknown: [1], scopeSpans: [{ spans: [{ name: 'a', later: {} }] }] }],
  };
  const message = messageFrom(json, ExportRequest.traces);
  expect(messageToJson(message, ExportRequest.traces)).toEqual({
    resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'a' }] }] }],
  });
});

/** Stores for all tests: a store allocates its columns at once. */
const stores = createStores(2 ** 24);

function takesOrRefuses(signal: 'traces' | 'logs' | 'metrics', bytes: Uint8Array): void {
  try {
    stores.inbox.take(signal, bytes);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
}

function wrap(field: number, content: Uint8Array): Uint8Array {
  const writer = new Writer();
  writer.bytesField(field, content);
  return writer.finish();
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
