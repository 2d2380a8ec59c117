import { readPart } from '../../../../src/viewer/receiver/files/formats/json-parts';
import { JsonReader, LIST } from '../../../../src/viewer/receiver/wire/json-reader';
import { MalformedError } from '../../../../src/viewer/receiver/wire/malformed-error';
import * as fc from '../../../fast-check';

const text = fc
  .tuple(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t\r\n '))
  .map(([json, space]) => JSON.stringify(JSON.parse(json), null, space));

/** True if the whole text is a single JSON value. */
function isJson(source: string): boolean {
  const reader = new JsonReader(Buffer.from(source));
  try {
    reader.skip();
    reader.finish();
    return true;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return false;
  }
}

function isParsed(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}

test('what JSON.parse takes is taken, and nothing else', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(),
      fc.constantFrom(...'{}[]",:\\/ \t\x019-+.eEtfnu\u00e9'),
      (source, at, put) => {
        expect(isJson(source)).toBe(true);
        const place = at % (source.length + 1);
        for (const changed of [
          source.slice(0, place),
          source.slice(0, place) + put + source.slice(place),
          source.slice(0, place) + put + source.slice(place + 1),
        ])
          expect([changed, isJson(changed)]).toEqual([changed, isParsed(changed)]);
      },
    ),
    { numRuns: fc.draws(3000) },
  );
});

test.each([
  ...['', ' ', '-', '01', '1.', '.5', '1e', '+1', '- 1', 'NaN', 'tru', 'nullx', '"a', '"\\x"', '"\\u12"'],
  ...['"a\nb"', "'a'", '[1,]', '[,1]', '[1 2]', '{"a"}', '{"a":}', '{a:1}', '{"a":1,}', '[}', '1 2', '//'],
  ...['0', '-0', '1E+5', '"\\ud800"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', ' [ ] ', '{ }', '"\u2028"', '-1.5e-7'],
])('%p is judged as JSON.parse judges it', source => {
  expect(isJson(source)).toBe(isParsed(source));
});

test('a part is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(text, source => {
      const bytes = Buffer.from(`  ${source}`);
      const read = readPart({ bytes, from: 2, to: bytes.length });
      expect(JSON.parse(JSON.stringify(read, asNumber))).toEqual(JSON.parse(source));
    }),
    { numRuns: fc.draws(500) },
  );
});

/** Turns a bigint into the number that JSON.parse would have made. */
function asNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

test('long whole numbers keep their digits, wherever they are', () => {
  const source =
    '{"a":[9007199254740993,-9223372036854775808,{"b":12345678901234567890}],"c":1.5,"9e99":"12345678901234567"}';
  const bytes = Buffer.from(source);
  expect(readPart({ bytes, from: 0, to: bytes.length })).toEqual({
    a: [9007199254740993n, -9223372036854775808n, { b: 12345678901234567890n }],
    c: 1.5,
    '9e99': '12345678901234567',
  });
});

test('nothing is nested too deep for the stack', () => {
  expect(() => new JsonReader(Buffer.alloc(1e6, '[')).skip()).toThrow(/nested deeper than 256/);
  const reader = new JsonReader(Buffer.from('[[]]'));
  reader.open(LIST);
  expect(reader.more()).toBe(true);
});
