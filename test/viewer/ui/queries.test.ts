import { parseQuery } from '../../../src/viewer/receiver/query/parse';
import { composeQuery, filtersIn, quoted } from '../../../src/viewer/ui/traces/compose-query';
import { suggestAt } from '../../../src/viewer/ui/traces/suggest';

test.each([
  ['', ''],
  ['q=status+%3D+error', 'status = error'],
  ['service=a', 'service = "a"'],
  ['service=a&service=b', '(service = "a" or service = "b")'],
  ['operation=GET+%2F&status=error', 'name = "GET /" and status = error'],
  ['status=ok&min=5ms&max=1s', 'trace.errors = 0 and trace.duration >= "5ms" and trace.duration <= "1s"'],
  ['service=a&q=x+or+y', 'service = "a" and (x or y)'],
])('the filters %p are the query %p', (address, query) => {
  const composed = composeQuery(filtersIn(new URLSearchParams(address)));
  expect(composed).toBe(query);
  expect(() => parseQuery(composed)).not.toThrow();
});

test.each(['plain', 'with "quotes"', 'back\\slash\\', "it's", 'a (b) = c'])(
  'the receiver reads %p back as it is once quoted',
  text => {
    expect(parseQuery(`name = ${quoted(text)}`)).toMatchObject({ type: 'compare', value: text });
  },
);

test.each([
  ['|', 'field', '', ''],
  ['htt|', 'field', '', 'htt'],
  ['http.route |', 'operator', 'http.route', ''],
  ['http.route =|', 'value', 'http.route', ''],
  ['http.route = /ch|', 'value', 'http.route', '/ch'],
  ['http.route = "/ch o|', 'value', 'http.route', '/ch o'],
  ['http.route = /checkout |', 'join', 'http.route', ''],
  ['http.route = /checkout and du|', 'field', 'http.route', 'du'],
  ['(status = error or |', 'field', 'status', ''],
  ['not |', 'field', '', ''],
  ['db.system exists |', 'join', 'db.system', ''],
  ['a = b and c| = d', 'field', 'a', 'c'],
])('in %p the next is a %s', (text, kind, field, word) => {
  const caret = text.indexOf('|');
  const found = suggestAt(text.replace('|', ''), caret);
  expect(found).toMatchObject({ kind, word });
  if (kind !== 'field') expect(found.field).toBe(field);
  expect(text.slice(found.from, caret).replace(/^["']/, '')).toBe(word);
});
