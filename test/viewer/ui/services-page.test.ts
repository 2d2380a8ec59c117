import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { START_MS, sendSpans } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { type Browser, LOOKS, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(120_000);

const HOSTILE = '<img src=x onerror="window.ran = true">';
const nano = (ms: number) => `${START_MS + ms}000000`;
const attributesOf = (values: Record<string, string | number>) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));

async function post({ url }: Receiver, signal: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const sent = await fetch(`${url}/v1/${signal}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(sent.status).toBe(200);
}

const sendMetrics = (viewer: Receiver, resource: Record<string, string | number>, metrics: object[]) =>
  post(viewer, 'metrics', {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [{ scope: { name: 'test' }, metrics }],
      },
    ],
  });

type Row = readonly [number, Record<string, string | number>];

const sum = (name: string, ms: number, isMonotonic: boolean, ...rows: readonly Row[]) => ({
  name,
  sum: {
    aggregationTemporality: 2,
    isMonotonic,
    dataPoints: rows.map(([asInt, attributes]) => ({
      startTimeUnixNano: nano(0),
      timeUnixNano: nano(ms),
      asInt: String(asInt),
      attributes: attributesOf(attributes),
    })),
  },
});

const EXPORTER = {
  'otel.component.type': 'otlp_grpc_span_exporter',
  'server.address': 'collector',
  'server.port': 4317,
};
const SHOP = {
  'service.name': 'shop',
  'service.version': '2.1.0',
  'service.instance.id': 'a',
  'host.name': 'node-7',
  'process.pid': 4711,
  'process.runtime.name': 'nodejs',
  'process.runtime.version': '24.1.0',
  'telemetry.sdk.name': 'opentelemetry',
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.version': '3.0.0',
  'telemetry.distro.name': 'otel-agent',
  'telemetry.distro.version': '0.1.0',
};

/** Two processes of the shop with an export each second; the second has lost spans. */
async function sendShop(viewer: Receiver, acknowledged = 120): Promise<void> {
  for (const [id, lost] of [
    ['a', 0],
    ['b', 7],
  ] as const)
    await sendMetrics(viewer, { ...SHOP, 'service.instance.id': id }, [
      sum(
        'otel.sdk.exporter.span.exported',
        1000,
        true,
        [acknowledged, EXPORTER],
        [lost, { ...EXPORTER, 'error.type': 'rejected' }],
      ),
      sum('otel.sdk.processor.span.processed', 1000, true, [acknowledged + lost, {}]),
      sum('otel.sdk.processor.span.queue.size', 1000, false, [3, {}]),
      {
        name: 'otel.sdk.exporter.operation.duration',
        unit: 's',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              startTimeUnixNano: nano(0),
              timeUnixNano: nano(1000),
              attributes: attributesOf(EXPORTER),
              explicitBounds: [0.01, 0.1],
              bucketCounts: ['10', '0', '0'],
              count: '10',
              sum: 0.05,
            },
          ],
        },
      },
      {
        name: 'otel_agent.library',
        gauge: {
          dataPoints: [
            { name: 'express', way: 'lean', version: '5.1.0', scope: 'crafted' },
            { name: 'redis', way: 'none', version: '3.0.2', reason: `not supported ${HOSTILE}` },
          ].map(library => ({
            timeUnixNano: nano(1000),
            asInt: '1',
            attributes: attributesOf(
              Object.fromEntries(
                Object.entries(library).map(([key, value]) => [`otel_agent.library.${key}`, value]),
              ),
            ),
          })),
        },
      },
    ]);
}

describeWith('chromium')('the page of services', () => {
  let viewer: Receiver;
  let browser: Browser;
  beforeAll(async () => {
    viewer = await startViewer();
    await sendSpans(viewer, [
      { id: 1, trace: 1, service: 'shop', name: 'GET /cart', kind: 'server', from: 0, to: 750 },
      { id: 2, trace: 2, service: 'shop', name: 'GET /pay', kind: 'server', from: 0, to: 50, error: 'no' },
      { id: 3, trace: 3, service: HOSTILE, name: HOSTILE, kind: 'server', from: 0, to: 50 },
    ]);
    await sendShop(viewer);
    await sendMetrics(
      viewer,
      { 'service.name': 'mute', 'process.pid': 99, 'telemetry.distro.name': HOSTILE },
      [{ name: 'jvm.memory.used', gauge: { dataPoints: [{ timeUnixNano: nano(0), asInt: '1' }] } }],
    );
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });
  afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

  const open = (parameters = '') => browser.page.goto(`${viewer.url}/services${parameters}`);
  const row = (name: string) => browser.page.getByRole('row', { name }).innerText();

  test('a service has its software, processes, what arrives, what was lost, and the coverage of its libraries', async () => {
    const { page } = browser;
    await open('?service=shop');
    await page.getByRole('heading', { name: 'shop' }).waitFor();
    const facts = await page.getByRole('region', { name: 'shop' }).innerText();
    expect(facts).toContain('7 items lost');
    expect(facts).toMatch(
      /otel-agent 0\.1\.0[\s\S]*opentelemetry 3\.0\.0 \(nodejs\)[\s\S]*nodejs 24\.1\.0[\s\S]*2\.1\.0/,
    );
    expect(facts).toMatch(/not told \(deployment\.environment\.name\)/);
    expect(facts).toMatch(/node-7, process 4711/);
    expect(facts).toMatch(/Errors\s+50%\s+of 2 requests/);
    // Of two processes: acknowledged, waiting, lost. 120 + 120, 3 + 3, 0 + 7.
    expect(await row('Spans 253')).toMatch(/Spans\s+253\s+240\s+6\s+7 rejected/);
    expect(await row('collector:4317')).toMatch(/Spans\s+20\s+0\s+5\.00 ms\s+\d.*\s+collector:4317/);
    expect(await row('express')).toMatch(/express\s+5\.1\.0\s+lean\s+2/);
    expect(await row('redis')).toMatch(/redis\s+3\.0\.2\s+not traced: not supported/);
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  test('what a service of another SDK does not tell is said, and hostile names are text', async () => {
    const { page } = browser;
    await open('?service=mute');
    await page.getByText('otel-agent doctor --pid 99').waitFor();
    await page.getByText('Not known: the service sends no otel.sdk.* metrics.').waitFor();
    await page.getByText('Libraries without spans are not known').waitFor();
    await open(`?service=${encodeURIComponent(HOSTILE)}`);
    await page.getByRole('heading', { name: HOSTILE }).waitFor();
    await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(await page.evaluate('document.querySelectorAll("main img").length')).toBe(0);
    await open('?service=gone');
    await page.getByRole('heading', { name: 'This service is not here' }).waitFor();
  });

  test('keys move through the list, links lead on, and what arrives shows up by itself', async () => {
    const { page } = browser;
    await page.goto(`${viewer.url}/`);
    await page.getByRole('link', { name: 'Services' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await page.waitForURL('**/services');
    await page.getByRole('heading', { name: HOSTILE }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'mute' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'shop' }).waitFor();
    expect(new URL(page.url()).searchParams.get('service')).toBe('shop');
    await sendMetrics(viewer, SHOP, [sum('otel.sdk.exporter.span.exported', 2000, true, [620, EXPORTER])]);
    await page.getByRole('row', { name: 'Spans 753' }).waitFor();
    await page.getByRole('link', { name: '50%' }).click();
    await page.getByRole('heading', { name: 'Errors' }).waitFor();
  });

  sliced(test, 0).each(LOOKS)('fits and is accessible: %s, %i px', async (colorScheme, width) => {
    const other = await openBrowser({ colorScheme, width, height: 844 });
    await other.page.goto(`${viewer.url}/services?service=shop`);
    await other.page.getByRole('row', { name: 'express' }).waitFor();
    expect(await other.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const link = await other.page.getByRole('link', { name: 'Services', exact: true }).boundingBox();
    expect(link!.x + link!.width).toBeLessThanOrEqual(width);
    await expectAccessible(other.page);
    expect(other.complaints).toEqual([]);
    await other.close();
  });
});
