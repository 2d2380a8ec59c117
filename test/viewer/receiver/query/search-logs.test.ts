import { searchLogs } from '../../../../src/viewer/receiver/query/logs/search-logs';
import { LogParts } from '../../../../src/viewer/receiver/store/logs/log-parts';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';
import { messageFrom, START_MS, traceIdOf } from '../make-traces';

interface LogSketch {
  readonly at?: number;
  readonly severity?: number;
  readonly body?: object;
  readonly service?: string;
  readonly trace?: string;
  readonly attributes?: object[];
}

const text = (stringValue: string) => ({ stringValue });
const kvlist = (fields: object) => ({
  kvlistValue: { values: Object.entries(fields).map(([key, value]) => ({ key, value })) },
});

function record({ at = 0, severity = 9, body = text('hello'), trace, attributes = [] }: LogSketch): object {
  return {
    timeUnixNano: `${START_MS + at}000000`,
    severityNumber: severity,
    body,
    attributes,
    ...(trace === undefined ? {} : { traceId: traceIdOf(trace) }),
  };
}

function take(stores: Stores, service: string, logRecords: readonly object[]): void {
  const attributes = [
    { key: 'service.name', value: text(service) },
    { key: 'host.name', value: text('node-1') },
  ];
  const scopeLogs = [{ scope: { name: 'pino' }, logRecords }];
  stores.inbox.take(
    'logs',
    messageFrom({ resourceLogs: [{ resource: { attributes }, scopeLogs }] }, ExportRequest.logs),
  );
}

function storesOf(...sketches: readonly LogSketch[]): Stores {
  const stores = createStores(64 * 2 ** 20);
  for (const sketch of sketches) take(stores, sketch.service ?? 'shop', [record(sketch)]);
  return stores;
}

const bodies = (stores: Stores, query: string) =>
  searchLogs(stores.logs, { query, limit: 100 }).logs.map(({ body }) => body);

test.each([
  ['', ['paid', 'slow', 'refused', 'started']],
  ['severity >= warn', ['slow', 'refused']],
  ['severity = info', ['paid', 'started']],
  ['severity > info', ['slow', 'refused']],
  ['severity != error', ['paid', 'slow', 'started']],
  ['service = payment', ['slow', 'refused']],
  ['order.id = 4711', ['refused']],
  ['order.id exists', ['paid', 'refused']],
  ['order.id > 4711', ['paid']],
  ['card ~ VISA', ['refused']],
  ['card !~ visa', []],
  ['REFUSED', ['refused']],
  ['visa', ['refused']],
  ['"payment"', ['slow', 'refused']],
  ['body ~ art', ['started']],
  ['body = paid or body = started', ['paid', 'started']],
  ['not severity >= warn and order.id exists', ['paid']],
  ['host.name = node-1 and scope = pino and severity = error', ['refused']],
  ['resource.host.name = node-2', []],
  ['trace = 00000000000000000000000000000abc', ['slow']],
])('%p finds %j, the newest first', (query, found) => {
  const number = (value: number) => ({ intValue: `${value}` });
  const stores = storesOf(
    { at: 1, body: text('started') },
    {
      ...{ at: 2, severity: 17, body: text('refused'), service: 'payment' },
      attributes: [
        { key: 'order.id', value: number(4711) },
        { key: 'card', value: text('Visa') },
      ],
    },
    { at: 3, severity: 13, body: text('slow'), service: 'payment', trace: 'abc' },
    { at: 4, body: text('paid'), attributes: [{ key: 'order.id', value: number(4712) }] },
  );
  expect(bodies(stores, query)).toEqual(found);
});

test.each(['severity = loud', 'severity ~ warn', 'trace = shop', 'body ='])('%p is refused', query => {
  expect(() => bodies(storesOf({}), query)).toThrow(/severity goes with|is no trace id|needs a value/);
});

test('a record is found with its trace, severity word and time; what is older or later is left out', () => {
  const stores = storesOf({ at: 5, trace: 'abc', severity: 14 }, { at: 9 }, { at: 1 });
  const { logs, total } = searchLogs(stores.logs, {
    ...{ query: '', limit: 1, sinceMs: START_MS + 2, untilMs: START_MS + 9 },
  });
  expect(total).toBe(1);
  expect(logs).toMatchObject([
    {
      ...{ traceId: traceIdOf('abc'), severity: 'warn', service: 'shop', scope: 'pino', body: 'hello' },
      timeUnixNano: `${START_MS + 5}000000`,
    },
  ]);
});

test('the newest of many are found, whatever their order', () => {
  const stores = createStores(64 * 2 ** 20);
  const order = Array.from({ length: 6000 }, (_, n) => (n * 4177) % 6000);
  take(
    stores,
    'shop',
    order.map(at => record({ at, body: text(`at ${at}`) })),
  );
  const { logs, total } = searchLogs(stores.logs, { query: 'at', limit: 3 });
  expect(total).toBe(6000);
  expect(logs.map(({ body }) => body)).toEqual(['at 5999', 'at 5998', 'at 5997']);
});

test.each(['order.id = 4711', 'order.id exists', 'order.item.sku = tea', 'order.item.sku ~ TE'])(
  '%p finds the value within an attribute that is an object',
  query => {
    const order = kvlist({
      id: { intValue: '4711' },
      'item.sku': text('tea'),
      item: kvlist({ size: text('L') }),
    });
    const stores = storesOf(
      { at: 1, body: text('nested'), attributes: [{ key: 'order', value: order }] },
      { at: 2, attributes: [{ key: 'order', value: text('4711') }] },
    );
    expect(bodies(stores, query)).toEqual(['nested']);
    expect(bodies(stores, 'order.item.size = L')).toEqual(['nested']);
    expect(bodies(stores, 'order.nothing exists')).toEqual([]);
  },
);

test('words and attributes are found in each of many records, long and short', () => {
  const stores = createStores(64 * 2 ** 20);
  const long = 'x'.repeat(300);
  for (let n = 0; n < 20; n++) {
    const records = Array.from({ length: 1000 }, (_, at) =>
      record({
        at: n * 1000 + at,
        body: text(at % 2 ? `paid ${long}` : 'refused'),
        attributes: [{ key: 'user', value: text(at % 3 ? 'ann' : `${long}bob`) }],
      }),
    );
    take(stores, 'shop', records);
    const count = (query: string) => searchLogs(stores.logs, { query, limit: 1 }).total;
    const all = (n + 1) * 1000;
    expect([count('REFUSED'), count('PAID'), count('refused or paid')]).toEqual([all / 2, all / 2, all]);
    expect(count('user = ann') + count('user ~ bob')).toBe(all);
    expect(count('"dpaid"')).toBe(0);
  }
});

test('a word is found in texts alone, though the bytes of an id before it spell it, too', () => {
  const paid = Buffer.from('paidpaidpaidpaid').toString('hex');
  const stores = storesOf(
    { at: 1, trace: paid, body: text('refused') },
    { at: 2, trace: paid, body: text('paid') },
    { at: 3, trace: paid, attributes: [{ key: 'state', value: text(`${'x'.repeat(200)}paid`) }] },
  );
  expect(bodies(stores, 'paid')).toEqual(['hello', 'paid']);
});

test.each([0, 1, 127, 128, 16_384, 2 ** 31, 2 ** 48, 2 ** 49, 2 ** 53 - 2, -1])(
  'the number %p is compared as a number, whatever its length',
  number => {
    const stores = storesOf(
      ...[number - 1, number, number + 1].map((value, at) => ({
        ...{ at, body: text(String(at)) },
        attributes: [
          { key: 'other', value: text('o') },
          { key: 'count', value: { intValue: String(value) } },
        ],
      })),
    );
    expect(bodies(stores, `count = ${number}`)).toEqual(['1']);
    expect(bodies(stores, `count > ${number}`)).toEqual(['2']);
    expect(bodies(stores, `count <= ${number}`)).toEqual(['1', '0']);
    expect(bodies(stores, `count != ${number}`)).toEqual(['2', '0']);
  },
);

describe('of many records', () => {
  const RECORDS = 20_000;
  const orderOf = (n: number) => ({ key: 'order', value: kvlist({ id: { intValue: `${n}` } }) });
  const sketches = Array.from({ length: RECORDS }, (_, n) => ({
    ...{
      at: n,
      severity: n % 16 === 0 ? 17 : 9,
      body: text(n % 100 === 0 ? `order ${n} timed out` : 'paid'),
    },
    attributes: [{ key: 'user', value: text(`u${n % 7}`) }, ...(n % 10 === 0 ? [orderOf(n)] : [])],
  }));
  let stores: Stores;

  beforeEach(() => {
    stores = createStores(64 * 2 ** 20);
    for (let n = 0; n < RECORDS; n += 1000)
      take(stores, (n / 1000) % 2 ? 'shop' : 'payment', sketches.slice(n, n + 1000).map(record));
  });

  const total = (query: string) => searchLogs(stores.logs, { query, limit: 1 }).total;
  const count = (holds: (n: number) => boolean) => sketches.filter(({ at }) => holds(at)).length;
  const isShop = (n: number) => Math.floor(n / 1000) % 2 === 1;

  test.each<[query: string, holds: (n: number) => boolean]>([
    ['timed', n => n % 100 === 0],
    ['ORDER', n => n % 10 === 0],
    ['user', () => true],
    ['order and not timed', n => n % 10 === 0 && n % 100 !== 0],
    ['not timed', n => n % 100 !== 0],
    ['order.id > 9990', n => n % 10 === 0 && n > 9990],
    ['user = u3 or order.id exists', n => n % 7 === 3 || n % 10 === 0],
    ['service = shop and severity = error and timed', n => isShop(n) && n % 400 === 0],
    ['timed and user = u1 and severity = error', n => n % 400 === 0 && n % 7 === 1],
    ['shop or user != u2', n => isShop(n) || n % 7 !== 2],
    ['not (paid or severity = error)', n => n % 100 === 0 && n % 16 !== 0],
    ['u6 and (timed or service = payment)', n => n % 7 === 6 && (n % 100 === 0 || !isShop(n))],
  ])('%p finds as many as there are', (query, holds) => {
    expect(total(query)).toBe(count(holds));
  });

  test('a text is looked for in what records share once, and not at all where its letters are nowhere', () => {
    const looked = jest.spyOn(LogParts.prototype, 'contentsAt');
    const looks = (query: string) => {
      looked.mockClear();
      total(query);
      return looked.mock.calls.length;
    };
    expect(looks('paid')).toBeLessThan(RECORDS / 1000);
    expect(looks('user = u3')).toBeLessThan(RECORDS / 500);
    expect(looks('"xyzzy"')).toBe(0);
    expect(looks('severity = error and timed and service = shop')).toBeLessThan(RECORDS / 10);
    looked.mockRestore();
  });

  test('a search that is repeated looks only at records that came since', () => {
    const runs = jest.spyOn(LogParts.prototype, 'runsWith');
    const found = total('timed');
    const [chunks, all] = [stores.logs.chunks.length, runs.mock.calls.length];
    take(stores, 'shop', [record({ at: RECORDS, body: text('timed out again') })]);
    runs.mockClear();
    expect(total('timed')).toBe(found + 1);
    expect([all, runs.mock.calls.length]).toEqual([chunks, 1]);
    runs.mockRestore();
  });

  test('records beyond a window are not looked at', () => {
    const runs = jest.spyOn(LogParts.prototype, 'runsWith');
    const range = { sinceMs: START_MS + RECORDS - 100, untilMs: START_MS + RECORDS };
    expect(searchLogs(stores.logs, { query: 'timed', limit: 9, ...range }).total).toBe(1);
    expect(runs).toHaveBeenCalledTimes(1);
    runs.mockRestore();
  });
});
