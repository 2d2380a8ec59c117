import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { START_MS, sendSpans, spanIdOf, traceIdOf } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { type Browser, LOOKS, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(120_000);

const STACK = 'Error: no money\n    at pay (/app/pay.js:3:5)';
const text = (stringValue: string) => ({ stringValue });

interface LogSketch {
  readonly at: number;
  readonly severity: number;
  readonly body: string;
  readonly attributes?: object[];
  readonly trace?: number;
}

async function send({ url }: Receiver, service: string, ...logs: readonly LogSketch[]): Promise<void> {
  const resource = { attributes: [{ key: 'service.name', value: text(service) }] };
  const logRecords = logs.map(({ at, severity, body, attributes = [], trace }) => ({
    timeUnixNano: `${START_MS + at}000000`,
    ...{ severityNumber: severity, body: text(body), attributes },
    ...(trace === undefined ? {} : { traceId: traceIdOf(trace), spanId: spanIdOf(trace) }),
  }));
  const body = JSON.stringify({
    resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'pino' }, logRecords }] }],
  });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/v1/logs`, { method: 'POST', headers, body })).status).toBe(200);
}

const FAILED: LogSketch = {
  ...{ at: 20, severity: 17, body: 'could not pay', trace: 1 },
  attributes: [
    { key: 'order.id', value: { intValue: '4711' } },
    { key: 'exception.type', value: text('PaymentError') },
    { key: 'exception.stacktrace', value: text(STACK) },
  ],
};

describeWith('chromium')('the page of logs', () => {
  let viewer: Receiver;
  let browser: Browser;
  beforeAll(async () => {
    viewer = await startViewer();
    await send(viewer, 'shop', { at: 1, severity: 9, body: '<img src=x onerror="window.ran = true">' });
    await send(viewer, 'payment', { at: 10, severity: 13, body: 'the gateway is slow' }, FAILED);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });
  afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

  const rows = () => browser.page.locator('a.log-row');
  const open = async (parameters = '') => {
    await browser.page.goto(`${viewer.url}/logs${parameters}`);
    await rows().first().waitFor();
  };

  test('records stand in a list without any span, the newest first, as text', async () => {
    await open();
    expect(await rows().count()).toBe(3);
    expect((await rows().first().innerText()).replace(/\s+/g, ' ')).toMatch(
      /^12:00:00\.020 ERROR payment could not pay$/i,
    );
    expect(await rows().last().innerText()).toContain('<img src=x');
    expect(await browser.page.evaluate('window.ran')).toBeUndefined();
  });

  test('severity, service, words and attributes narrow them down; the address has it all', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('combobox', { name: 'Severity' }).selectOption('warn');
    await page.getByText('2 records of 3').waitFor();
    await page.getByRole('searchbox', { name: 'Query' }).fill('order.id = 4711');
    await page.keyboard.press('Enter');
    await page.getByText('1 record of 3').waitFor();
    expect(page.url()).toContain('severity=warn');
    await open('?service=payment&q=slow');
    expect(await rows().count()).toBe(1);
    await page.goto(`${viewer.url}/logs?q=(`);
    await page.getByRole('alert').getByText('a ( is not closed').waitFor();
    // The browser itself notes a 400 on the console.
    expect(browser.complaints.splice(0).join()).toContain('400');
    await page.goto(`${viewer.url}/logs?q=nowhere`);
    await page.getByRole('heading', { name: 'No record matches' }).waitFor();
  });

  test('a record shows its error, its attributes, columns of choice, and leads to its span and back', async () => {
    const { page } = browser;
    await sendSpans(viewer, [
      { id: 1, trace: 1, service: 'payment', name: 'POST /charges', from: 0, to: 30 },
    ]);
    await open();
    await page.keyboard.press('j');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByText('PaymentError').waitFor();
    await details.getByText('Stack', { exact: true }).click();
    expect(await details.getByRole('group', { name: 'Stack' }).innerText()).toBe(STACK);
    await details.getByRole('link', { name: 'Column of order.id' }).click();
    expect(await rows().first().innerText()).toContain('4711');
    await page.getByRole('link', { name: 'order.id', exact: true }).click();
    expect(await rows().first().innerText()).not.toContain('4711');
    await expectAccessible(page);
    await details.getByRole('link', { name: 'Open its span' }).click();
    await page.getByRole('heading', { level: 1, name: 'POST /charges' }).waitFor();
    await page.goto(`${viewer.url}/trace/${traceIdOf(1)}?view=logs`);
    await page.getByRole('link', { name: 'All of them in Logs' }).click();
    await page.getByText('1 record of 3').waitFor();
  });

  test('records that arrive show up by themselves, unless the tail is paused', async () => {
    const { page } = browser;
    await open();
    await send(viewer, 'shop', { at: 3000, severity: 9, body: 'comes later' });
    await page.getByText('comes later').waitFor();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Paused' }).waitFor();
    await send(viewer, 'shop', { at: 4000, severity: 9, body: 'comes last' });
    await page.keyboard.press('p');
    await page.getByText('comes last').waitFor();
  });

  sliced(test, 0).each(LOOKS)('fits and is accessible: %s, %i px', async (colorScheme, width) => {
    const other = await openBrowser({ colorScheme, width, height: 844 });
    await other.page.goto(`${viewer.url}/logs?cols=order.id`);
    await other.page.locator('a.log-row').first().waitFor();
    expect(await other.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await other.page.evaluate(OUT_OF_ROW)).toEqual([]);
    await expectAccessible(other.page);
    expect(other.complaints).toEqual([]);
    await other.close();
  });
});

/** Texts that lie outside their row, or away from the left side of their column. */
const OUT_OF_ROW = `[...document.querySelectorAll('a.log-row')].flatMap(row => {
  const { top, bottom } = row.getBoundingClientRect();
  const head = document.querySelector('.log-row.head').children[3].getBoundingClientRect();
  const said = row.querySelector('.said').getBoundingClientRect();
  return said.top < top || said.bottom > bottom || Math.abs(said.left - head.left) > 1 ? [row.innerText] : [];
})`;
