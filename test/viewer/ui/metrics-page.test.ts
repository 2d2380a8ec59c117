import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { START_MS, sendSpans, spanIdOf, traceIdOf } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { type Browser, LOOKS, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(120_000);

const text = (stringValue: string) => ({ stringValue });
const nano = (ms: number) => `${START_MS + ms}000000`;

async function send({ url }: Receiver, service: string, ...metrics: readonly object[]): Promise<void> {
  const resource = { attributes: [{ key: 'service.name', value: text(service) }] };
  const body = JSON.stringify({
    resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'test' }, metrics }] }],
  });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/v1/metrics`, { method: 'POST', headers, body })).status).toBe(200);
}

/** Requests of two routes after a number of seconds, the last of them in trace 1. */
function durations(seconds: number) {
  const point = (route: string, bucketCounts: number[]) => ({
    startTimeUnixNano: nano(0),
    timeUnixNano: nano(seconds * 1000),
    attributes: [{ key: 'http.route', value: text(route) }],
    explicitBounds: [0.1, 0.5, 1],
    bucketCounts: bucketCounts.map(count => String(count * seconds)),
    count: String(bucketCounts.reduce((a, b) => a + b) * seconds),
    sum: 3 * seconds,
    exemplars: [
      {
        timeUnixNano: nano(seconds * 1000 - 1),
        asDouble: 0.75,
        traceId: traceIdOf(1),
        spanId: spanIdOf(1),
      },
    ],
  });
  return {
    name: 'http.server.request.duration',
    unit: 's',
    description: 'Duration of requests',
    histogram: {
      aggregationTemporality: 2,
      dataPoints: [
        point('/cart', [9, 1, 0, 0]),
        point('<img src=x onerror="window.ran = true">', [0, 5, 5, 0]),
      ],
    },
  };
}

const heap = (ms: number, asInt: string) => ({
  name: 'v8js.memory.heap.used',
  unit: 'By',
  gauge: { dataPoints: [{ timeUnixNano: nano(ms), asInt }] },
});

describeWith('chromium')('the page of metrics', () => {
  let viewer: Receiver;
  let browser: Browser;
  beforeAll(async () => {
    viewer = await startViewer();
    for (const seconds of [10, 20, 30]) await send(viewer, 'shop', durations(seconds));
    await send(viewer, 'payment', heap(1000, String(3 * 2 ** 20)), heap(20_000, String(5 * 2 ** 20)));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });
  afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

  const open = (parameters = '') => browser.page.goto(`${viewer.url}/metrics${parameters}`);
  const row = (name: string) => browser.page.getByRole('row', { name }).innerText();
  const DURATION = '?service=shop&metric=http.server.request.duration';

  test('instruments stand by service, with values in their unit; no span is needed', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('heading', { name: 'v8js.memory.heap.used' }).waitFor();
    expect(await row('all')).toMatch(/all\s+5 MiB\s+3 MiB\s+5 MiB/);
    await page.getByRole('link', { name: 'http.server.request.duration' }).click();
    await page.getByText('Duration of requests · histogram').waitFor();
    expect(page.url()).toContain('metric=http.server.request.duration');
  });

  test('a histogram shows percentiles, its distribution, and the traces behind it', async () => {
    const { page } = browser;
    await sendSpans(viewer, [{ id: 1, trace: 1, service: 'shop', name: 'GET /cart', from: 0, to: 750 }]);
    await open(DURATION);
    await page.getByRole('row', { name: 'p95' }).waitFor();
    // Of 20 requests in each second the slowest five are in the bucket that ends at one second: p95 is 4/5 into it.
    expect(await row('p95')).toMatch(/p95\s+900 ms/);
    await page.getByRole('img', { name: /Measurements by time and size, .* at the bottom/ }).waitFor();
    await page
      .getByRole('link', { name: /^750 ms at/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'GET /cart' }).waitFor();
  });

  test('it splits and filters by attributes, as text, and the address has it all', async () => {
    const { page } = browser;
    await open(DURATION);
    await page.getByRole('combobox', { name: 'Split by' }).selectOption('http.route');
    await page.getByRole('link', { name: '/cart' }).waitFor();
    await page.getByText('<img src=x').first().waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
    await page.getByRole('combobox', { name: 'Shown as' }).selectOption('rate');
    await page.getByRole('row', { name: '/cart' }).getByText('10/s').first().waitFor();
    await page.getByRole('link', { name: '/cart' }).click();
    await page.getByRole('searchbox', { name: 'Filter by attributes' }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('http.route = "/cart"');
    expect(await row('all')).toContain('10/s');
    await open(`${DURATION}&q=(`);
    await page.getByRole('alert').getByText('a ( is not closed').waitFor();
    // The browser itself notes a 400 on the console.
    expect(browser.complaints.splice(0).join()).toContain('400');
  });

  test('keys move through the list, and a search narrows it down', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('heading', { name: 'v8js.memory.heap.used' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'http.server.request.duration' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('heap');
    await page.getByRole('link', { name: 'http.server.request.duration' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.waitForURL('**/traces*');
  });

  test('points that arrive show up by themselves', async () => {
    const { page } = browser;
    await open('?service=payment&metric=v8js.memory.heap.used');
    await page.getByRole('row', { name: 'all' }).getByText('5 MiB').first().waitFor();
    await send(viewer, 'payment', heap(30_000, String(7 * 2 ** 20)));
    await page.getByRole('row', { name: 'all' }).getByText('7 MiB').first().waitFor();
  });

  test('a span shows the runtime of its service at its minute', async () => {
    const { page } = browser;
    const delay = {
      name: 'nodejs.eventloop.delay.p99',
      unit: 's',
      gauge: { dataPoints: [{ timeUnixNano: nano(2000), asDouble: 0.012 }] },
    };
    await send(viewer, 'slow', delay, heap(2000, String(9 * 2 ** 20)));
    await sendSpans(viewer, [{ id: 2, trace: 2, service: 'slow', name: 'GET /tea', from: 0, to: 750 }]);
    await page.goto(`${viewer.url}/trace/${traceIdOf(2)}?span=${spanIdOf(2)}`);
    const runtime = page.getByRole('region', { name: 'Runtime at this minute' });
    await runtime.getByRole('link', { name: '12 ms' }).waitFor();
    await runtime.getByRole('link', { name: '9 MiB' }).click();
    await page.getByRole('heading', { name: 'v8js.memory.heap.used' }).waitFor();
    expect(new URL(page.url()).searchParams.get('since')).toBe(String(START_MS - 60_000));
  });

  sliced(test, 0).each(LOOKS)('fits and is accessible: %s, %i px', async (colorScheme, width) => {
    const other = await openBrowser({ colorScheme, width, height: 844 });
    await other.page.goto(`${viewer.url}/metrics${DURATION}&split=http.route`);
    await other.page.getByRole('row', { name: '/cart' }).waitFor();
    expect(await other.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const link = await other.page.getByRole('link', { name: 'Metrics', exact: true }).boundingBox();
    expect(link!.x + link!.width).toBeLessThanOrEqual(width);
    await expectAccessible(other.page);
    expect(other.complaints).toEqual([]);
    await other.close();
  });
});
