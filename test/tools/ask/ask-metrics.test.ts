import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../cli/run-cli';

jest.setTimeout(60_000);

const START_MS = Date.UTC(2026, 0, 31, 12);
const nano = (seconds: number) => `${BigInt(START_MS + seconds * 1000) * 1_000_000n}`;
const text = (stringValue: string) => ({ stringValue });

/** A counter of orders by country that grows by `perMinute` from minute to minute. */
function orders(minute: number, perMinute: { readonly [country: string]: number }) {
  return {
    name: 'orders',
    unit: '{order}',
    description: 'Orders taken',
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: Object.entries(perMinute).map(([country, count]) => ({
        startTimeUnixNano: nano(0),
        timeUnixNano: nano(minute * 60),
        attributes: [{ key: 'country', value: text(country) }],
        asInt: String(count * minute),
      })),
    },
  };
}

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ask-metrics-'));
  file = path.join(folder, 'metrics.jsonl');
  const line = (service: string, metrics: object[]) =>
    JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: text(service) }] },
          scopeMetrics: [{ scope: { name: 'test' }, metrics }],
        },
      ],
    });
  const heap = {
    name: 'heap',
    unit: 'By',
    gauge: { dataPoints: [{ timeUnixNano: nano(60), asInt: '512' }] },
  };
  writeFileSync(
    file,
    [
      ...[1, 2, 3].map(minute => line('shop', [orders(minute, { at: 60, de: 120 })])),
      line('shop', [heap]),
      line('billing', [heap]),
    ].join('\n'),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (...words: string[]) => runCli(['ask', 'metrics', ...words, '--file', file]);
const answer = async (...words: string[]) => JSON.parse((await ask(...words, '--json')).stdout);

test('metrics are listed with type, unit and description', async () => {
  const { code, stdout } = await ask();
  expect(code).toBe(0);
  expect(stdout.trimEnd().replace(/ +/g, ' ').split('\n')).toEqual([
    'billing heap gauge By',
    'shop heap gauge By',
    'shop orders sum {order} Orders taken',
  ]);
  expect(await answer('--service', 'shop')).toEqual({
    metrics: [
      { service: 'shop', name: 'heap', type: 'gauge', unit: 'By', description: '', attributes: [] },
      {
        ...{ service: 'shop', name: 'orders', type: 'sum', unit: '{order}' },
        ...{ description: 'Orders taken', attributes: ['country'] },
      },
    ],
  });
});

test('a counter is a rate, of what the filter leaves', async () => {
  const all = await answer('orders');
  expect(all).toMatchObject({ service: 'shop', unit: '{order}', stat: 'rate' });
  expect(all.series).toEqual([
    { attributes: {}, newest: expect.closeTo(3), least: expect.closeTo(3), most: expect.closeTo(3) },
  ]);
  expect((await answer('orders', 'country = at')).series[0].newest).toBeCloseTo(1);
  const { stdout } = await ask('orders');
  expect(stdout.replace(/ +/g, ' ')).toContain('orders of shop, {order}/s\n newest least most\nrate 3 3 3');
});

test('a name that two services have asks for one of them; part of a name lists what it may be', async () => {
  const { code, stderr } = await ask('heap');
  expect(code).toBe(3);
  expect(stderr).toContain('otel-agent ask: heap is sent by billing, shop: choose with --service\n');
  expect((await answer('heap', '--service', 'billing')).series).toEqual([
    { attributes: {}, newest: 512, least: 512, most: 512 },
  ]);
  expect((await answer('order')).metrics).toHaveLength(1);
  expect((await ask('nothing')).code).toBe(1);
});
