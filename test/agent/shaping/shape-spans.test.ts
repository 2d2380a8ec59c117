import type { SpanItem } from '../../../src/agent/export/span-item';
import { redactValues } from '../../../src/agent/redaction/redact-values';
import { readRules } from '../../../src/agent/rules';
import { shapeSpans } from '../../../src/agent/shaping/shape-spans';
import { resolveConfig } from '../../../src/shared/config';
import type { RedactionRules } from '../../../src/shared/rules/redaction-rules';

jest.mock('../../../src/agent/boot/chunks', () => ({
  loadChunk: () => require('../../../src/agent/redaction/redaction'),
}));

function shape(env: Record<string, string>) {
  const { get } = resolveConfig({ env, readRules });
  const rules = get('OTEL_AGENT_REDACT') as RedactionRules | undefined;
  return shapeSpans(redactValues(rules, 'key'), get);
}

function spanOf(attributes: Record<string, unknown>, more: Partial<SpanItem> = {}): SpanItem {
  return {
    name: 'GET',
    kind: 1,
    status: { code: 0 },
    events: [],
    links: [],
    attributeList: Object.entries(attributes).flat(),
    ...more,
  } as unknown as SpanItem;
}

function attributesOf({ attributeList: list }: SpanItem) {
  const all: Record<string, unknown> = {};
  for (let at = 0; at < list!.length; at += 2) all[list![at] as string] = list![at + 1];
  return all;
}

test("redaction counts for the key of the source and for that of the attribute, and the app's own attribute stays", () => {
  const { span } = shape({
    OTEL_AGENT_SPAN_ATTRIBUTES:
      'header:x-user-token=caller,header:x-customer=customer.id,header:x-mail=mail,header:x-own=own,header:x-number=n',
    OTEL_AGENT_REDACT: 'email,key:customer.*=hash',
    OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: 'x-number',
  });
  const headers = { 'user-token': 't', customer: 'c', mail: 'me a@b.example', own: 'theirs', number: '7' };
  const given = Object.entries(headers).map(([name, value]) => [`http.request.header.x-${name}`, [value]]);
  const one = spanOf({ ...Object.fromEntries(given), own: 'mine' });
  span(one);
  span(one); // A further exporter.
  expect(attributesOf(one)).toEqual({
    caller: 'REDACTED',
    'customer.id': expect.stringMatching(/^hmac:/),
    mail: 'me REDACTED',
    own: 'mine',
    n: '7',
    'http.request.header.x-number': ['7'],
  });
});

test.each([
  ['int', '42', 42],
  ['int', '-1', -1],
  ['int', '4.2', undefined],
  ['int', '99999999999999999999', undefined],
  ['double', '4.2e1', 42],
  ['double', 'NaN', undefined],
  ['boolean', 'TRUE', true],
  ['boolean', 'constructor', undefined],
  ['string', 'abcdef', 'abcd'],
])('a value of type %s from %s is %s', (type, text, value) => {
  const { span } = shape({
    OTEL_AGENT_SPAN_ATTRIBUTES: `[{query: a, as: a, type: ${type}, max_length: 4}]`,
  });
  const one = spanOf({ 'url.query': `a=${text}` });
  span(one);
  expect(attributesOf(one).a).toBe(value);
});

test('names: the first rule that matches and whose attributes are there, of redacted values, once for all exporters', () => {
  const { span } = shape({
    OTEL_AGENT_SPAN_NAMES: `
- {match: {name: "made*"}, name: again}
- {match: {kind: server, route: "/a/*"}, name: "made of {missing}"}
- {match: {kind: server, method: get}, name: "made {http.request.method} {http.route} {list} {mail}"}
- {match: {kind: client, attributes: {peer.service: pay*}}, name: pay}
- {match: {parent: local}, name: below}`,
    OTEL_AGENT_REDACT: 'email',
  });
  const http = { 'http.request.method': 'GET', 'http.route': '/a/b' };
  const nameOf = (one: SpanItem) => span(span(one)).name;
  expect(nameOf(spanOf({ ...http, list: ['x', 1], mail: 'a@b.example' }))).toBe('made GET /a/b x,1 REDACTED');
  expect(nameOf(spanOf(http))).toBe('GET');
  expect(nameOf(spanOf({ 'peer.service': 'payment' }, { kind: 2 }))).toBe('pay');
  expect(nameOf(spanOf({}, { kind: 0, parentSpanContext: { traceId: '', spanId: '', traceFlags: 1 } }))).toBe(
    'below',
  );
});

test('names are bounded in number and length', () => {
  const { span } = shape({ OTEL_AGENT_SPAN_NAMES: '[{name: "n {id}"}]' });
  const names = Array.from({ length: 1100 }, (_, id) => span(spanOf({ id })).name);
  expect(new Set(names).size).toBe(1001);
  expect(names.slice(-1)).toEqual(['GET']);
  expect(span(spanOf({ id: 5 })).name).toBe('n 5');
  expect(
    shape({ OTEL_AGENT_SPAN_NAMES: '[{name: "{id}"}]' }).span(spanOf({ id: 'x'.repeat(999) })).name,
  ).toHaveLength(256);
});
