import { jsonToMessage } from '../../../../src/viewer/receiver/wire/json-to-message';
import { messageToJson } from '../../../../src/viewer/receiver/wire/message-to-json';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';

interface Resource {
  readonly scopeSpans: readonly { readonly spans: readonly { readonly attributes: unknown }[] }[];
}

/** Spans with attributes, given as text, so that each later span meets keys that earlier spans had. */
function attributesOf(...spans: readonly string[]): unknown[] {
  const list = spans.map(attributes => `{"name":"a","attributes":[${attributes}]}`).join(',');
  const json = `{"resourceSpans":[{"scopeSpans":[{"spans":[${list}]}]}]}`;
  const message = jsonToMessage(Buffer.from(json), ExportRequest.traces);
  const [resource] = messageToJson(message, ExportRequest.traces).resourceSpans as unknown as Resource[];
  return resource!.scopeSpans[0]!.spans.map(({ attributes }) => attributes);
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const int = (key: string, value: string) => ({ key, value: { intValue: value } });

test('attributes that begin as earlier ones are read as these were', () => {
  const first = '{"key":"route","value":{"stringValue":"/a"}},{"key":"status","value":{"intValue":"200"}}';
  const second = '{"key":"route","value":{"stringValue":""}},{"key":"status","value":{"intValue":"0"}}';
  expect(attributesOf(first, second, first)).toEqual([
    [text('route', '/a'), int('status', '200')],
    [text('route', ''), int('status', '0')],
    [text('route', '/a'), int('status', '200')],
  ]);
});

test.each([
  ['an escape', '"stringValue":"a\\"b\\u00e9"', { stringValue: 'a"bé' }],
  ['a sign', '"intValue":"-5"', { intValue: '-5' }],
  ['more digits than a double holds', '"intValue":"9007199254740993"', { intValue: '9007199254740993' }],
  ['a bare number', '"intValue":7', { intValue: '7' }],
  ['a bare number with an exponent', '"intValue":7e2', { intValue: '700' }],
  ['another type', '"doubleValue":1.5', { doubleValue: 1.5 }],
  ['space behind the value', '"stringValue":"b" ', { stringValue: 'b' }],
])('a known key with %s is read in full', (_, value, read) => {
  const known =
    '{"key":"k","value":{"stringValue":"a"}},{"key":"k","value":{"intValue":"1"}},{"key":"k","value":{"intValue":1}}';
  const [, attributes] = attributesOf(known, `${known},{"key":"k","value":{${value}}}`);
  expect(attributes).toEqual([text('k', 'a'), int('k', '1'), int('k', '1'), { key: 'k', value: read }]);
});

test.each([
  ['a number with zeros before it', '{"key":"n","value":{"intValue":007}}'],
  ['an end in the middle', '{"key":"n","value":{"intValue":7}'],
  ['a control character', '{"key":"s","value":{"stringValue":"a\nb"}}'],
])('%s is refused behind a known key, too', (_, bad) => {
  const known = '{"key":"s","value":{"stringValue":"a"}},{"key":"n","value":{"intValue":1}}';
  expect(() => attributesOf(known, known, bad)).toThrow(/JSON/);
});

test('more keys than are remembered are all read', () => {
  const list = Array.from({ length: 3000 }, (_, n) => `{"key":"k${n}","value":{"intValue":"${n}"}}`);
  const [attributes] = attributesOf(list.join(','));
  expect(attributes).toEqual(list.map((_, n) => int(`k${n}`, String(n))));
});
