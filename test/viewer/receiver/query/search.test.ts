import { parseQuery } from '../../../../src/viewer/receiver/query/parse';
import { QueryError } from '../../../../src/viewer/receiver/query/query-error';
import { searchTraces } from '../../../../src/viewer/receiver/query/search-traces';
import * as fc from '../../../fast-check';
import { type SpanSketch, START_MS, storesWith, traceIdOf } from '../make-traces';

const SPANS: SpanSketch[] = [
  {
    id: '1',
    trace: 'a1',
    name: 'POST /checkout',
    service: 'storefront',
    host: 'box-1',
    kind: 'server',
    from: 0,
    to: 800,
    attributes: { 'http.route': '/checkout', 'http.response.status_code': 500, retry: true, ratio: 0.25 },
    error: 'boom',
    exception: { type: 'TypeError', message: 'x is not a function' },
  },
  { id: '2', parent: '1', trace: 'a1', name: 'GET', service: 'storefront', kind: 'client', from: 10, to: 20 },
  {
    id: '3',
    trace: 'b2',
    name: 'GET /products/:id',
    service: 'inventory',
    kind: 'server',
    from: 1000,
    to: 1100,
    attributes: {
      'http.route': '/products/:id',
      'http.response.status_code': 200,
      note: 'Grüße (quoted "words")',
    },
  },
  {
    id: '4',
    trace: 'c3',
    name: 'GET /',
    service: 'inventory',
    from: 5000,
    to: 5000.4,
    attributes: { empty: '' },
  },
];
const { spans: store } = storesWith(...SPANS);

/** The short ids of the traces that a query finds. */
function found(query: string, range: { sinceMs?: number; untilMs?: number } = {}): string[] {
  const { traces } = searchTraces(store, { query, order: 'recent', limit: 10, ...range });
  return traces.map(({ traceId }) => traceId.replace(/^0+/, '')).sort();
}

test.each<[query: string, traces: string[]]>([
  ['', ['a1', 'b2', 'c3']],
  ['http.route = /checkout and duration > 500ms', ['a1']],
  ['http.route = /checkout and duration > 0.9s', []],
  ['service = inventory', ['b2', 'c3']],
  ['service != inventory', ['a1']],
  ['service ~ INV', ['b2', 'c3']],
  ['name = GET', ['a1']],
  ['operation ~ products', ['b2']],
  ['status = error', ['a1']],
  ['status != error', ['a1', 'b2', 'c3']],
  ['kind = server', ['a1', 'b2']],
  ['kind = client or kind = internal', ['a1', 'c3']],
  ['http.response.status_code >= 500', ['a1']],
  ['http.response.status_code = 200', ['b2']],
  ['http.response.status_code ~ 00', ['a1', 'b2']],
  ['ratio < 0.5', ['a1']],
  ['retry = true', ['a1']],
  ['note = "Grüße (quoted \\"words\\")"', ['b2']],
  ['note ~ grüße', ['b2']],
  ["note ~ '(quoted'", ['b2']],
  ['empty = ""', ['c3']],
  ['note exists', ['b2']],
  ['not note exists', ['a1', 'c3']],
  ['note != anything', ['b2']],
  ['not (service = inventory or status = error)', ['a1']],
  ['service = storefront status = error', ['a1']],
  ['duration < 1ms', ['c3']],
  ['duration > 50', ['a1', 'b2']],
  ['trace.duration > 500ms and name = GET', ['a1']],
  ['trace.spans >= 2', ['a1']],
  ['trace.errors > 0', ['a1']],
  ['root = true and service = storefront', ['a1']],
  ['root = false', ['a1']],
  [`trace = ${traceIdOf('b2')}`, ['b2']],
  [`trace = ${'0'.repeat(12)}`, ['a1', 'b2', 'c3']],
  ['span = 0000000000000003', ['b2']],
  ['resource.host.name = box-1', ['a1']],
  ['host.name = box-1', ['a1']],
  ['scope = test', ['a1', 'b2', 'c3']],
  ['exception.type = TypeError', ['a1']],
  ['event.name = exception', ['a1']],
  ['event.exception.message ~ function', ['a1']],
  ['checkout', ['a1']],
  ['"get /"', ['b2', 'c3']],
  ['nothing-like-it', []],
])('%s', (query, traces) => {
  expect(found(query)).toEqual(traces);
});

test('a span of time', () => {
  expect(found('', { sinceMs: START_MS + 500 })).toEqual(['b2', 'c3']);
  expect(found('', { sinceMs: START_MS + 1000, untilMs: START_MS + 5000 })).toEqual(['b2']);
});

test.each([
  ['duration', ['a1', 'b2', 'c3']],
  ['recent', ['c3', 'b2', 'a1']],
  ['errors', ['a1']],
  ['spans', ['a1']],
] as const)('in the order of %s', (order, first) => {
  const { traces, total } = searchTraces(store, { query: '', order, limit: first.length });
  expect(traces.map(({ traceId }) => traceId.replace(/^0+/, ''))).toEqual(first);
  expect(total).toBe(3);
});

test.each([
  ['(a = 1', 'a ( is not closed'],
  ['a = 1)', ') closes nothing'],
  ['a =', 'a = needs a value'],
  ['a == 1 and', 'write = instead of ==: a = VALUE'],
  ['= 5', '= has no field before it'],
  ['a = "b', '"b is not understood'],
  ['duration > long', 'long is no duration; write 500ms, 1.5s or 2m'],
  ['kind = sever', 'kind is one of unspecified, internal, server, client, producer, consumer'],
  ['status > ok', 'status goes with = or !='],
  ['trace = xyz', 'xyz is no trace id'],
  ['not', 'something is missing at the end'],
  ['('.repeat(150), 'a ( is not closed'],
  ['a '.repeat(201), 'a query has at most 200 words'],
])('%s is no query, and why is said', (query, message) => {
  expect(() => found(query)).toThrow(new QueryError(message));
});

test('anything typed is a query or a QueryError', () => {
  const word = fc.constantFrom(
    '(',
    ')',
    'and',
    'or',
    'not',
    'exists',
    '=',
    '!=',
    '<',
    '~',
    '"x"',
    'duration',
    'kind',
    '5ms',
    '\\',
    '"',
    'é',
  );
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(word).map(words => words.join(' ')),
  );
  fc.assert(
    fc.property(typed, query => {
      try {
        parseQuery(query);
        found(query);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
      }
    }),
    { numRuns: fc.draws(1000) },
  );
});

test('attributes are found as a plain look at each finds them', () => {
  const values = fc.constantFrom<string | number | boolean>(
    'a',
    'A',
    'ab',
    'é',
    '1',
    '10',
    '',
    1,
    10,
    2.5,
    -3,
    true,
    'x'.repeat(200),
  );
  const operators = fc.constantFrom('=', '!=', '~', '!~');
  fc.assert(
    fc.property(
      fc.array(values, { minLength: 1, maxLength: 6 }),
      operators,
      values,
      (attributes, operator, wanted) => {
        const sketches = attributes.map((value, at) => ({
          id: `${at + 1}`,
          trace: `${at + 1}`,
          from: 0,
          to: 1,
          attributes: { key: value },
        }));
        const { spans } = storesWith(...sketches);
        const query = `key ${operator} "${wanted}"`;
        const { total } = searchTraces(spans, { query, order: 'recent', limit: 100 });
        expect(total).toBe(attributes.filter(value => holds(value, operator, wanted)).length);
      },
    ),
    { numRuns: fc.draws(200) },
  );
});

function holds(
  value: string | number | boolean,
  operator: string,
  wanted: string | number | boolean,
): boolean {
  const isNumeric =
    typeof value === 'number' && String(wanted).trim() !== '' && !Number.isNaN(Number(String(wanted)));
  const equal = isNumeric ? value === Number(String(wanted)) : String(value) === String(wanted);
  const contains = String(value).toLowerCase().includes(String(wanted).toLowerCase());
  if (operator === '=') return equal;
  if (operator === '!=') return !equal;
  return operator === '~' ? contains : !contains;
}
