import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { craftProfile, HOSTILE } from '../craft-profile';
import { START_MS, sendSpans, spanIdOf, traceIdOf } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { type Browser, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(120_000);

const REQUESTS = 12;
const ids = Array.from({ length: REQUESTS }, (_, n) => [traceIdOf(n + 1), spanIdOf(n + 1)] as const);

describeWith('chromium')('the page of a profile', () => {
  let viewer: Receiver;
  let browser: Browser;
  beforeAll(async () => {
    viewer = await startViewer();
    await sendSpans(
      viewer,
      Array.from({ length: REQUESTS }, (_, n) => ({
        ...{ id: n + 1, trace: n + 1, service: 'checkout', name: 'POST /quotes', kind: 'server' as const },
        ...{ from: n * 100, to: n * 100 + 84 + n / 4 },
      })),
    );
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });
  afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

  test('a button orders it; the page waits, and shows the functions of the slow requests beside their calls', async () => {
    const { page } = browser;
    await page.goto(`${viewer.url}/compare?service=checkout&operation=POST+%2Fquotes`);
    await page.getByRole('button', { name: 'Profile checkout' }).press('Enter');
    await page.getByRole('heading', { name: 'Waiting for the process to call' }).waitFor();
    const order = viewer.profiles.take('checkout', 4711)!;
    await page.getByRole('heading', { name: 'Profiling for 10 s' }).waitFor();
    viewer.profiles.deliver(order.id, craftProfile(ids, START_MS));
    await page.getByRole('heading', { name: '3 slow requests' }).waitFor();
    const functions = await page.getByRole('region', { name: 'Self time by function' }).innerText();
    expect(functions).toMatch(/price\s+…\/src\/checkout\/price\.ts:21\s+240 ms\s+99%/);
    expect(functions).toContain(HOSTILE);
    expect(await page.getByRole('region', { name: '3 slow requests' }).innerText()).toMatch(
      /Functions\s+81 ms\s+Databases\s+0\s+Other calls\s+0\s+Waiting\s+[456]/,
    );
    await page.getByText('80 ms in price').first().press('Enter');
    await page.getByText('at quote (file:///srv/shop/src/checkout/price.ts:11:3)').first().waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
    await page.getByRole('link', { name: 'Open the trace' }).first().click();
    await page.getByText('computing in this span').waitFor();
    expect(await page.locator('.blocked').count()).toBe(1);
    await page.goBack();
    await page.getByRole('button', { name: 'Show the whole process' }).click();
    await page.getByText('960 ms').first().waitFor();
  });

  test.each([
    ['light', 390],
    ['dark', 768],
    ['dark', 1440],
  ] as const)('fits and is accessible: %s, %i px', async (colorScheme, width) => {
    const { id } = viewer.profiles.order('checkout', 10);
    viewer.profiles.take('checkout', 4711);
    viewer.profiles.deliver(id, craftProfile(ids, START_MS));
    const other = await openBrowser({ colorScheme, width, height: 844 });
    await other.page.goto(`${viewer.url}/profile/${id}?operation=POST+%2Fquotes`);
    await other.page.getByRole('heading', { name: '3 slow requests' }).waitFor();
    expect(await other.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await expectAccessible(other.page);
    expect(other.complaints).toEqual([]);
    await other.page.screenshot({ path: `${__dirname}/screenshots/profile-${width}-${colorScheme}.png` });
    await other.close();
  });

  test('requests that had not ended are told with their CPU, beside the slow requests and without any', async () => {
    const { page } = browser;
    const { id } = viewer.profiles.order('checkout', 10);
    viewer.profiles.take('checkout', 4711);
    viewer.profiles.deliver(id, craftProfile(ids, START_MS, { openSpans: [0, 1] }));
    await page.goto(`${viewer.url}/profile/${id}?operation=POST+%2Fquotes`);
    await page
      .getByText(
        '2 requests had not ended when the profile did, with 162 ms of CPU that are in no figure of the slow requests. A longer profile tells more.',
      )
      .waitFor();
    await page.getByRole('button', { name: 'Show the whole process' }).click();
    await page
      .getByText(
        '2 requests had not ended when the profile did, with 162 ms of CPU. A longer profile tells more.',
      )
      .waitFor();
  });

  test('a profile that is gone, and a process that never called, say what to do', async () => {
    const { page } = browser;
    await page.goto(`${viewer.url}/profile/unknown`);
    await page.getByRole('heading', { name: 'This profile is not here' }).waitFor();
    browser.complaints.length = 0; // Chromium tells of the 404.
  });
});
