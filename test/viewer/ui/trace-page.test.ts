import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { type CraftedSpan, sendLog, sendSpans, spanIdOf, traceIdOf } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { type Browser, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(60_000);

const QUERIES = 48;
const STACK =
  'CardError: card refused\n    at charge (/app/charge.js:7:11)\n    at async pay (/app/pay.js:3:5)';

/** A request that asks for 48 items one by one, and then fails to charge a card. */
const ORDER: CraftedSpan[] = [
  { id: 1, name: 'POST /orders', kind: 'server', from: 0, to: 1000, error: '' },
  ...Array.from({ length: QUERIES }, (_, n) => ({
    id: 100 + n,
    parent: 1,
    name: 'SELECT items',
    kind: 'client' as const,
    from: 10 + n * 10,
    to: 18 + n * 10,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': `SELECT * FROM items WHERE id = ${n}` },
  })),
  { id: 2, parent: 1, name: 'POST', kind: 'client', from: 500, to: 990, error: 'card refused' },
  {
    id: 3,
    parent: 2,
    service: 'payment',
    name: 'charge',
    kind: 'server',
    from: 510,
    to: 980,
    error: 'card refused',
    attributes: { 'card.last4': 4242, 'card.test': true },
    events: [
      { name: 'retry', at: 700, attributes: { attempt: 2 } },
      {
        name: 'exception',
        at: 979,
        attributes: {
          'exception.type': 'CardError',
          'exception.message': 'card refused',
          'exception.stacktrace': STACK,
        },
      },
    ],
    links: [{ trace: 2, id: 9 }],
  },
  { id: 9, trace: 2, name: 'nightly job', kind: 'consumer', from: -5000, to: -4000 },
];

describeWith('chromium')('the page of a trace', () => {
  let viewer: Receiver;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    viewer = await startViewer();
    await sendSpans(viewer, ORDER);
    await sendLog(viewer, { trace: 1, id: 3, at: 600, text: 'the bank is slow today' });
    browser = await openBrowser();
    page = browser.page;
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });
  afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

  const open = (parameters = '') => page.goto(`${viewer.url}/trace/${traceIdOf(1)}${parameters}`);
  const rowNamed = (name: string | RegExp) => page.getByRole('row', { name });
  const details = () => page.getByRole('complementary', { name: 'Details' });

  test('48 alike queries are one row until they are split', async () => {
    await open();
    const repeated = rowNamed(/SELECT items/);
    await repeated.first().waitFor();
    expect(await repeated.count()).toBe(1);
    expect(await repeated.innerText()).toContain(`× ${QUERIES}`);
    await repeated.click();
    expect(await details().innerText()).toMatch(
      /Times\s+48\s+Together\s+384 ms\s+Critical path\s+384 ms\s+Median\s+8 ms/,
    );
    await repeated.getByRole('button', { name: `× ${QUERIES}` }).click();
    await expectRows(page, 3 + 1 + QUERIES);
    await page.keyboard.press('x');
    await expectRows(page, 4);
  });

  test('the panel has everything that came with the span', async () => {
    await open();
    await rowNamed(/charge/).click();
    const text = await details().innerText();
    expect(text).toMatch(/Duration\s+470 ms 47%\s+Self time\s+470 ms\s+Critical path\s+470 ms/);
    expect(text).toContain('CardError card refused');
    expect(text).toContain('at charge (/app/charge.js:7:11)');
    expect(text).toMatch(/card\.last4\s+4242/);
    expect(text).toMatch(/card\.test\s+true/);
    expect(text).toMatch(/retry at 190 ms\s+attempt\s+2/);
    expect(text).toMatch(/Logs 1[\s\S]*WARN the bank is slow today/);
    expect(text).toContain(spanIdOf(3));
    await details().getByText('Resource').click();
    expect(await details().innerText()).toMatch(/service\.name\s+payment/);
    await expectAccessible(page);
    await details()
      .getByRole('link', { name: new RegExp(spanIdOf(9)) })
      .click();
    await page.getByRole('heading', { level: 1, name: /nightly job/ }).waitFor();
  });

  test('an attribute leads to the traces that have it', async () => {
    await open(`?span=${spanIdOf(3)}`);
    await details().getByRole('link', { name: 'Find traces with this card.last4' }).click();
    await page.getByText('1 trace of').waitFor();
    expect(await page.getByRole('combobox', { name: 'Query' }).inputValue()).toBe('card.last4 = "4242"');
  });

  test('search goes from hit to hit, into what is collapsed too', async () => {
    await open();
    await rowNamed(/SELECT items/).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('id = 4');
    const hits = page.locator('.hits');
    await hits.getByText('9', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await hits.getByText('1 of 9').waitFor();
    expect(await details().innerText()).toContain('SELECT * FROM items WHERE id = 4');
    await page.keyboard.press('Enter');
    await hits.getByText('2 of 9').waitFor();
    expect(await details().innerText()).toContain('WHERE id = 40');
  });

  test('errors are stepped through, and the cause is marked', async () => {
    await open();
    await rowNamed(/charge/).waitFor();
    const visited: string[] = [];
    for (let step = 0; step < 3; step++) {
      await page.keyboard.press('n');
      await page.getByText(`${step + 1} of 3 errors`).waitFor();
      visited.push(await details().getByRole('heading', { level: 2 }).innerText());
    }
    expect(visited).toEqual(['POST /orders', 'POST payment', 'charge']);
    await page.keyboard.press('Shift+N');
    await page.getByText('2 of 3 errors').waitFor();
    expect(await page.locator('[data-verdict="errors"]').innerText()).toMatch(
      /Failure began in charge\s+payment\s+CardError: card refused/,
    );
    expect(await rowNamed(/the failure began here/).count()).toBe(1);
  });

  test('the critical path is drawn over the bars that are on it', async () => {
    await open();
    await rowNamed(/charge/).waitFor();
    const extents = await rowNamed(/charge/)
      .locator('.critical')
      .evaluateAll(bars => bars.map(bar => bar.getBoundingClientRect().width));
    const [bar] = await rowNamed(/charge/)
      .locator('.bar')
      .evaluateAll(bars => bars.map(each => each.getBoundingClientRect().width));
    expect(extents).toHaveLength(1);
    expect(Math.abs(extents[0]! - bar!)).toBeLessThan(1);
    expect(
      await rowNamed(/SELECT items/)
        .locator('.critical')
        .count(),
    ).toBe(QUERIES);
  });

  test('a link leads to what is selected, searched and zoomed', async () => {
    await open(`?span=${spanIdOf(120)}&find=id+%3D+20&zoom=200000000-300000000`);
    await details().waitFor();
    expect(await details().innerText()).toContain('WHERE id = 20');
    expect(await page.getByRole('searchbox', { name: 'Search in the trace' }).inputValue()).toBe('id = 20');
    expect(await page.locator('.axis .times').innerText()).toMatch(/^200 ms\s+220 ms[\s\S]*280 ms$/);
    await page.keyboard.press('0');
    await page.waitForURL(url => !url.searchParams.has('zoom'));
    await open('?view=logs');
    await page.getByText('the bank is slow today').waitFor();
    await open('?view=flame');
    await page.getByRole('button', { name: /^charge 470 ms/ }).waitFor();
    await page.goBack();
    await page.getByText('the bank is slow today').waitFor();
  });

  test('a drag over the small map shows that stretch of time', async () => {
    await open();
    const { x, y, width } = (await page.locator('.minimap .map').boundingBox())!;
    await page.mouse.move(x + width * 0.5, y + 20);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.75, y + 20, { steps: 3 });
    await page.mouse.up();
    await page.waitForURL(/zoom=/);
    const [, from, to] = /zoom=(\d+)-(\d+)/.exec(page.url())!;
    expect(Number(from) / 1e6).toBeCloseTo(500, -1);
    expect(Number(to) / 1e6).toBeCloseTo(750, -1);
  });

  test('the trace is saved as a file that can be opened again', async () => {
    await open();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`trace-${traceIdOf(1)}.jsonl`);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    const spans = lines.flatMap(line =>
      (JSON.parse(line).resourceSpans ?? []).flatMap((each: { scopeSpans: { spans: object[] }[] }) =>
        each.scopeSpans.flatMap(scope => scope.spans),
      ),
    );
    expect(spans).toHaveLength(QUERIES + 3);
  });

  test('by the keyboard alone: rows, details, folding, views, help', async () => {
    await open();
    await rowNamed(/charge/).waitFor();
    const selected = () => page.locator('[role=row][aria-selected=true]');
    await page.keyboard.press('ArrowDown');
    expect(await selected().innerText()).toContain('POST /orders');
    await page.keyboard.press('ArrowLeft');
    expect(await selected().getAttribute('aria-expanded')).toBe('false');
    await expectRows(page, 1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await selected().innerText()).toContain('SELECT items');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await selected().innerText()).toContain('charge');
    const tree = page.getByRole('treegrid', { name: 'Spans' });
    expect(await tree.getAttribute('aria-activedescendant')).toBe(await selected().getAttribute('id'));
    await page.keyboard.press('Escape');
    expect(await details().count()).toBe(0);
    await page.keyboard.press('f');
    await page.waitForURL(/view=flame/);
    await page.keyboard.press('w');
    await rowNamed(/charge/).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.waitFor();
    expect(await help.innerText()).toMatch(/Next error/);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Errors' }).waitFor();
  });

  test('a trace grows on the page while its spans arrive', async () => {
    await sendSpans(viewer, [{ id: 1, trace: 3, name: 'long', from: 0, to: 10 }]);
    await page.goto(`${viewer.url}/trace/${traceIdOf(3)}`);
    await rowNamed(/long/).waitFor();
    await sendSpans(viewer, [{ id: 2, trace: 3, parent: 1, name: 'late', from: 2, to: 3 }]);
    await rowNamed(/late/).waitFor();
  });

  test('a trace that is not there says why that may be', async () => {
    await page.goto(`${viewer.url}/trace/${'f'.repeat(32)}`);
    await page.getByRole('heading', { name: 'This trace is not here' }).waitFor();
    // The browser itself notes a 404 on the console.
    expect(browser.complaints.splice(0)).toEqual([expect.stringContaining('404')]);
  });
});

async function expectRows(on: Page, count: number): Promise<void> {
  await on.locator(`[role=treegrid][aria-rowcount="${count}"]`).waitFor();
}
