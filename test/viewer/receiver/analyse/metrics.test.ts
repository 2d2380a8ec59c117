import { createAnswerer } from '../../../../src/viewer/receiver/api/answerer';
import { otlpLines } from '../../../../src/viewer/receiver/files/otlp-lines';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { jsonToMessage } from '../../../../src/viewer/receiver/wire/json-to-message';
import { ExportRequest } from '../../../../src/viewer/receiver/wire/schema/export-request';

const START_MS = Date.UTC(2026, 0, 31, 12);
const MINUTE_MS = 60_000;
const nano = (ms: number) => `${BigInt(ms) * 1_000_000n}`;
const at = (minute: number) => ({
  startTimeUnixNano: nano(START_MS),
  timeUnixNano: nano(START_MS + minute * MINUTE_MS),
});
const attributes = (values: Record<string, string | number>) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));

let stores: Stores;
beforeEach(() => {
  stores = createStores(64 * 2 ** 20);
});

/** Sends metrics of a process of a service, as JSON. */
function send(metrics: readonly object[], { service = 'shop', instance = 'a' } = {}): void {
  const request = {
    resourceMetrics: [
      {
        resource: { attributes: attributes({ 'service.name': service, 'service.instance.id': instance }) },
        scopeMetrics: [{ scope: { name: 'test' }, metrics }],
      },
    ],
  };
  stores.inbox.take('metrics', jsonToMessage(Buffer.from(JSON.stringify(request)), ExportRequest.metrics));
}

function series(name: string, parameters: Record<string, string> = {}) {
  const window = { since: String(START_MS), until: String(START_MS + 4 * MINUTE_MS), buckets: '4' };
  return createAnswerer(stores)(
    '/api/v1/metrics/series',
    new URLSearchParams({ service: 'shop', name, ...window, ...parameters }),
  ) as import('../../../../src/viewer/receiver/analyse/metrics/metric-series').MetricSeries;
}

const valuesOf = (name: string, parameters?: Record<string, string>) =>
  series(name, parameters).series.map(each => [each.attributes, each.values] as const);

function counter(values: readonly number[], temporality = 'CUMULATIVE') {
  values.forEach((value, minute) => {
    const time = at(minute + 1);
    const since = temporality === 'DELTA' ? { startTimeUnixNano: nano(START_MS + minute * MINUTE_MS) } : {};
    send([
      {
        name: 'orders',
        sum: {
          aggregationTemporality: `AGGREGATION_TEMPORALITY_${temporality}`,
          isMonotonic: true,
          dataPoints: [{ ...time, ...since, asInt: String(value) }],
        },
      },
    ]);
  });
}

test('a cumulative counter is a rate, from its start on; a fall is a reset', () => {
  counter([60, 180, 60, 120]);
  expect(valuesOf('orders')).toEqual([[{}, [1, 2, 1, 1]]]);
});

test('a delta counter is a rate', () => {
  counter([60, 120, 30, 0], 'DELTA');
  expect(valuesOf('orders')).toEqual([[{}, [1, 2, 0.5, 0]]]);
});

test('an increase is spread over the time that it tells of, and unknown time is a gap', () => {
  counter([60, 180]);
  expect(valuesOf('orders', { buckets: '8' })).toEqual([[{}, [1, 1, 2, 2, null, null, null, null]]]);
});

test('counters of two processes add up, also where a restarted process begins anew', () => {
  counter([60, 120, 180, 240]);
  const restarted = { startTimeUnixNano: nano(START_MS + 2 * MINUTE_MS), asInt: '30' };
  send(
    [
      {
        name: 'orders',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: [{ ...at(3), ...restarted }],
        },
      },
    ],
    { instance: 'b' },
  );
  expect(valuesOf('orders')).toEqual([[{}, [1, 1, 1.5, 1]]]);
  expect(valuesOf('orders', { split: 'service.instance.id' })).toEqual([
    [{ 'service.instance.id': 'a' }, [1, 1, 1, 1]],
    [{ 'service.instance.id': 'b' }, [null, null, 0.5, null]],
  ]);
});

test('gauges are levels that hold until the next export; splits, filters and the values to choose from', () => {
  for (const minute of [0, 1, 3])
    send([
      {
        name: 'heap',
        unit: 'By',
        description: 'Used heap',
        gauge: {
          dataPoints: [
            { ...at(minute), asDouble: 10.5 + minute, attributes: attributes({ space: 'old' }) },
            { ...at(minute), asInt: '-4', attributes: attributes({ space: 'new' }) },
            { ...at(minute), asInt: '99', flags: 1, attributes: attributes({ space: 'gone' }) },
          ],
        },
      },
    ]);
  expect(valuesOf('heap', { split: 'space' })).toEqual([
    [{ space: 'old' }, [10.5, 11.5, 11.5, 13.5]],
    [{ space: 'new' }, [-4, -4, -4, -4]],
  ]);
  expect(valuesOf('heap', { q: 'space = old' })).toEqual([[{}, [10.5, 11.5, 11.5, 13.5]]]);
  expect(valuesOf('heap', { q: 'space = nothing' })).toEqual([]);
  const { metric, attributes: choices } = series('heap');
  expect(metric).toMatchObject({ unit: 'By', description: 'Used heap', type: 'gauge' });
  expect(choices).toEqual([{ key: 'space', values: ['gone', 'new', 'old'] }]);
});

test('a histogram has percentiles, a heat map, and exemplars with their traces', () => {
  const bounds = { explicitBounds: [0.1, 0.2, 0.4] };
  const point = (minute: number, bucketCounts: number[]) => ({
    ...at(minute),
    ...bounds,
    bucketCounts: bucketCounts.map(String),
    count: String(bucketCounts.reduce((a, b) => a + b)),
    sum: bucketCounts.reduce((a, b) => a + b) * 0.15,
    exemplars: [
      {
        timeUnixNano: nano(START_MS + minute * MINUTE_MS - 1),
        asDouble: 0.35,
        traceId: 'ab'.repeat(16),
        spanId: 'cd'.repeat(8),
      },
    ],
  });
  const histogram = (dataPoints: object[]) => [
    { name: 'duration', unit: 's', histogram: { aggregationTemporality: 2, dataPoints } },
  ];
  send(histogram([point(1, [0, 100, 0, 0])]));
  send(histogram([point(2, [0, 100, 100, 0])]));
  send(histogram([point(3, [0, 100, 100, 10])]));
  const found = series('duration');
  expect(found.stat).toBe('percentiles');
  const lines = Object.fromEntries(
    found.series.map(line => [line.attributes.quantile, line.values.map(value => value?.toFixed(3))]),
  );
  // Half of the measurements lie in the lower half of their bucket; beyond the last bound nothing is known.
  expect(lines).toEqual({
    p50: ['0.150', '0.300', '0.400', undefined],
    p95: ['0.195', '0.390', '0.400', undefined],
    p99: ['0.199', '0.398', '0.400', undefined],
  });
  expect(found.heat).toEqual({
    uppers: [0.1, 0.2, 0.4, null],
    counts: [
      [0, 100, 0, 0],
      [0, 0, 100, 0],
      [0, 0, 0, 10],
      [0, 0, 0, 0],
    ],
  });
  expect(found.exemplars).toHaveLength(3);
  expect(found.exemplars[0]).toMatchObject({ value: 0.35, traceId: 'ab'.repeat(16) });
  expect(valuesOf('duration', { stat: 'rate' })[0]![1]).toEqual([100 / 60, 100 / 60, 10 / 60, null]);
  expect(valuesOf('duration', { stat: 'mean' })[0]![1]!.slice(0, 2)).toEqual([
    expect.closeTo(0.15),
    expect.closeTo(0.15),
  ]);
});

test('exponential histograms whose scale becomes coarser are told alike', () => {
  const point = (minute: number, scale: number, offset: number, bucketCounts: number[]) => ({
    ...at(minute),
    scale,
    zeroCount: '2',
    positive: { offset, bucketCounts: bucketCounts.map(String) },
    count: String(bucketCounts.reduce((a, b) => a + b) + 2),
  });
  const histogram = (dataPoints: object[]) => [
    { name: 'size', exponentialHistogram: { aggregationTemporality: 2, dataPoints } },
  ];
  // At scale 1 buckets end at powers of the root of two, at scale 0 at powers of two: (1, 1.41], (1.41, 2], (2, 2.83] …
  send(histogram([point(1, 1, 0, [4, 4, 8])]));
  send(histogram([point(2, 0, 0, [8, 8, 16])]));
  const { heat } = series('size');
  const rows = heat!.uppers.map((upper, row) => [upper!.toFixed(2), heat!.counts.map(each => each[row])]);
  expect(rows).toEqual([
    ['1.00', [2, 0, 0, 0]],
    ['1.41', [4, 0, 0, 0]],
    ['2.00', [4, 0, 0, 0]],
    ['2.83', [8, 0, 0, 0]],
    ['4.00', [0, 0, 0, 0]],
    ['8.00', [0, 16, 0, 0]],
  ]);
  expect(valuesOf('size', { stat: 'p50' })[0]![1]!.slice(0, 2)).toEqual([
    expect.closeTo(1.8536, 3),
    expect.closeTo(6),
  ]);
});

test('summaries show their quantiles', () => {
  send([
    {
      name: 'old',
      summary: {
        dataPoints: [
          {
            ...at(1),
            count: '3',
            sum: 6,
            quantileValues: [
              { quantile: 0.5, value: 2 },
              { quantile: 0.99, value: 3 },
            ],
          },
        ],
      },
    },
  ]);
  expect(valuesOf('old')).toEqual([
    [{ quantile: 'p50' }, [null, 2, 2, 2]],
    [{ quantile: 'p99' }, [null, 3, 3, 3]],
  ]);
});

test('the list has each instrument of each service once, as its newest export describes it', () => {
  counter([1, 2]);
  counter([3]);
  send([{ name: 'orders', unit: '{order}', sum: { isMonotonic: true, dataPoints: [at(9)] } }], {
    service: 'billing',
  });
  const { instruments } = createAnswerer(stores)('/api/v1/metrics', new URLSearchParams()) as {
    instruments: object[];
  };
  expect(instruments).toMatchObject([
    { service: 'billing', name: 'orders', unit: '{order}', type: 'sum', points: 1, streams: 1 },
    { service: 'shop', name: 'orders', unit: '', points: 3, temporality: 'cumulative', scope: 'test' },
  ]);
});

test('an instrument that nobody sent is not found, and one without points has no series', () => {
  send([{ name: 'empty', gauge: {} }]);
  expect(series('nothing')).toBeUndefined();
  expect(series('empty').series).toEqual([]);
});

test('what is kept stays within its share of memory; the oldest leave first', () => {
  stores = createStores(8 * 2 ** 20);
  const points = Array.from({ length: 200 }, (_, number) => ({
    ...at(1),
    asInt: String(number),
    attributes: attributes({ number, padding: 'x'.repeat(100) }),
  }));
  for (let sent = 0; sent < 100; sent++) send([{ name: `metric-${sent}`, gauge: { dataPoints: points } }]);
  const { metrics } = stores;
  expect(metrics.bytes).toBeLessThanOrEqual(8 * 2 ** 20 * (1 / 16));
  expect(metrics.count + metrics.departed).toBe(100);
  expect(metrics.departed).toBeGreaterThan(50);
  expect(series('metric-99').metric.name).toBe('metric-99');
  expect(series('metric-0')).toBeUndefined();
});

test('empty points by the million are answered in bounded time and memory', () => {
  const points = Buffer.alloc(2 * 2_000_000);
  for (let at = 0; at < points.length; at += 2) points[at] = 0x0a;
  const field = (number: number, body: Buffer) => {
    const length: number[] = [];
    for (let rest = body.length; ; rest >>>= 7) {
      length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
      if (rest <= 0x7f) break;
    }
    return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), body]);
  };
  const metric = Buffer.concat([field(1, Buffer.from('many')), field(5, points)]);
  stores = createStores(256 * 2 ** 20);
  expect(stores.inbox.take('metrics', field(1, field(2, field(2, metric)))).accepted).toBe(2_000_000);
  const before = process.memoryUsage().heapUsed;
  expect(series('many', { service: 'unknown_service', since: '0' }).metric.name).toBe('many');
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 2 ** 20);
});

test('saved and read again, metrics are the same', () => {
  counter([60, 180]);
  const before = series('orders');
  const lines = [...otlpLines(stores)];
  stores = createStores(64 * 2 ** 20);
  for (const line of lines)
    stores.inbox.take('metrics', jsonToMessage(Buffer.from(line), ExportRequest.metrics));
  expect(series('orders')).toEqual(before);
});
