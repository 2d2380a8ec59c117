import type { SpanItem } from '../../../src/agent/export/span-item';
import { queryParameter } from '../../../src/agent/shaping/query-parameter';
import { routeParameter } from '../../../src/agent/shaping/route-parameter';

const spanOf = (attributes: Record<string, unknown>) =>
  ({ attributeList: Object.entries(attributes).flat() }) as unknown as SpanItem;
const parameter = (route: string, path: string, name: string) =>
  routeParameter(spanOf({ 'http.route': route, 'url.path': path }), name);

test.each([
  ['/users/:id', '/users/7', 'id', '7'],
  ['/users/:id', '/USERS/Anna%20B/', 'id', 'Anna B'],
  ['/users/:id', '/users/%zz', 'id', '%zz'],
  ['/users/:id/orders/:order', '/users/7/orders/9', 'order', '9'],
  ['/users/:id(\\d+)', '/users/7', 'id', '7'],
  ['/users/:id?', '/users/7', 'id', '7'],
  ['/flights/:from-:to', '/flights/HAM-SFO', 'to', 'SFO'],
  ['/flights/:from-:to', '/flights/HAM-SFO', 'from', 'HAM'],
  ['/files/:name.:ext', '/files/a.txt', 'ext', 'txt'],
  ['/files/*path', '/files/a/b', 'path', 'a/b'],
  ['/files/*', '/files/a/b', '*', 'a/b'],
  ['/a{/:b}/c', '/a/x/c', 'b', 'x'],
  ['/hapi/{id}', '/hapi/7', 'id', '7'],
  ['/hapi/{rest*}', '/hapi/7/8', 'rest', '7/8'],
  ['/next/[id]/edit', '/next/7/edit', 'id', '7'],
  ['/next/[...slug]', '/next/a/b', 'slug', 'a/b'],
  ['/users/:id', '/users/7', 'name', undefined],
  ['/users/:id', '/orders/7', 'id', undefined],
  ['/users/:id', '/users/7/more', 'id', undefined],
  ['/a{/:b}/c', '/a/c', 'b', undefined],
  ['/users/:id', '/users/', 'id', undefined],
])('%s on %s: %s is %s', (route, path, name, value) => {
  expect(parameter(route, path, name)).toBe(value);
});

test('a hostile path takes time in proportion to its length', () => {
  const path = `/${'-'.repeat(1_000_000)}`;
  const startMs = performance.now();
  parameter(`/${Array.from({ length: 20 }, (_, index) => `:p${index}`).join('-')}`, path, 'p3');
  parameter(`/${'*a-'.repeat(20)}x`, path, 'a');
  expect(performance.now() - startMs).toBeLessThan(500);
});

test.each([
  [{ 'url.query': 'a=1&page=2&page=3' }, 'page', '2'],
  [{ 'url.query': 'page' }, 'page', ''],
  [{ 'url.query': '?page=2' }, 'page', '2'],
  [{ 'url.query': 'homepage=1&page=&x' }, 'page', ''],
  [{ 'url.query': 'q=hi+there%21' }, 'q', 'hi there!'],
  [{ 'url.query': 'filter%5Bname%5D=x' }, 'filter[name]', 'x'],
  [{ 'url.query': 'pages=1' }, 'page', undefined],
  [{ 'url.full': 'http://a/b?page=2#page=3' }, 'page', '2'],
  [{ 'url.full': 'http://a/b' }, 'page', undefined],
  [{}, 'page', undefined],
])('%j: %s is %s', (attributes, name, value) => {
  expect(queryParameter(name)(spanOf(attributes))).toBe(value);
});
