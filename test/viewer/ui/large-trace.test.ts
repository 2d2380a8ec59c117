import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { type CraftedSpan, sendSpans, traceIdOf } from './crafted-traces';
import { type Browser, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(120_000);

const SPANS = 10_000;
const SERVICES = ['gateway', 'orders', 'stock', 'billing', 'search'];

/** A tree of calls, ten below each, hardly two of them alike. */
const TREE: CraftedSpan[] = [];
for (let n = 0; n < SPANS; n++) {
  const above = TREE[Math.floor((n - 1) / 10)];
  const length = above === undefined ? 50_000 : (above.to - above.from) / 10;
  const from = above === undefined ? 0 : above.from + ((n - 1) % 10) * length;
  TREE.push({
    id: n + 1,
    ...(above === undefined ? {} : { parent: above.id }),
    service: SERVICES[n % SERVICES.length]!,
    name: `step ${n}`,
    from,
    to: from + length,
    ...(n % 1000 === 999 ? { error: `failed at ${n}` } : {}),
    attributes: {
      'http.route': '/items/:id',
      'url.path': `/items/${n}`,
      'server.address': `host-${n % 13}`,
      'server.port': 1000 + (n % 7),
      'db.query.text': 'SELECT * FROM items WHERE id = $1',
      'thread.id': n,
    },
  });
}

describeWith('chromium')('a large trace', () => {
  let viewer: Receiver;
  let browser: Browser;
  beforeAll(async () => {
    viewer = await startViewer();
    await sendSpans(viewer, TREE);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });

  test('a trace of 10,000 spans is shown whole, and few of its rows are in the page', async () => {
    const { page, complaints } = browser;
    await page.goto(`${viewer.url}/traces`);
    const row = page.locator('a.trace-row');
    await row.waitFor();
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const start = Date.now();
      await row.click();
      await page.getByRole('row', { name: /step 0 / }).waitFor();
      times.push(Date.now() - start);
      expect(await page.getByRole('treegrid').getAttribute('aria-rowcount')).toBe(String(SPANS));
      expect(await page.locator('.row').count()).toBeLessThan(100);
      await page.goBack();
      await row.waitFor();
    }
    console.log(`a trace of ${SPANS} spans opened in ${times.join(', ')} ms`);
    // A second is what is promised on a machine that is not busy; many times that would be another design.
    expect(Math.min(...times)).toBeLessThan(5000);
    expect(complaints).toEqual([]);
  });

  test('the last span is found, selected and brought into sight; so is the last error', async () => {
    const { page } = browser;
    await page.goto(`${viewer.url}/trace/${traceIdOf(1)}`);
    await page.getByRole('row', { name: /step 0 / }).waitFor();
    await page.getByRole('searchbox', { name: 'Search in the trace' }).fill(`/items/${SPANS - 1}`);
    await page.locator('.hits').getByText('1', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    const selected = page.locator('[role=row][aria-selected=true]');
    await selected.getByText(`step ${SPANS - 1}`).waitFor();
    expect(await selected.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+N');
    await page.getByText('10 errors').waitFor();
    await selected.waitFor();
    expect(await page.locator('.row').count()).toBeLessThan(100);
  });

  test('the flame graph of it has no more boxes than can be seen', async () => {
    const { page } = browser;
    await page.goto(`${viewer.url}/trace/${traceIdOf(1)}?view=flame`);
    await page.getByRole('button', { name: /^step 0 / }).waitFor();
    expect(await page.locator('.flame-box').count()).toBeLessThan(6000);
  });
});
