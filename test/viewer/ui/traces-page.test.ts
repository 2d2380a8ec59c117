import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { type CraftedSpan, sendSpans, traceIdOf } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { type Browser, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(60_000);

/** A trace of one span, a second after the one before. */
const visit = (trace: number, more: Partial<CraftedSpan> = {}): CraftedSpan => ({
  id: 1,
  trace,
  name: `GET /page/${trace}`,
  kind: 'server',
  from: trace * 1000,
  to: trace * 1000 + trace,
  ...more,
});

describeWith('chromium')('the page of traces, and the shell', () => {
  let viewer: Receiver;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    page = browser.page;
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    viewer = await startViewer();
  });
  afterEach(async () => {
    // Leaves the page first: it would complain of the viewer that is gone.
    await page.goto('about:blank');
    await viewer.close();
    expect(browser.complaints.splice(0)).toEqual([]);
  });

  const open = (address: string) => page.goto(viewer.url + address);
  const rows = () => page.locator('a.trace-row');
  const found = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();

  test('an empty viewer says exactly what to type, and shows the first trace by itself', async () => {
    await open('/');
    await page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
    expect(await page.getByRole('main').innerText()).toContain(
      `OTEL_EXPORTER_OTLP_ENDPOINT=${viewer.url} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf node --require otel-agent app.js`,
    );
    await page.getByRole('button', { name: 'Copy the command' }).first().click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(
      'node --require otel-agent app.js',
    );
    await expectAccessible(page);
    await sendSpans(viewer, [visit(1)]);
    await page.getByRole('row', { name: /GET \/page\/1/ }).waitFor();
  });

  test('traces come in by themselves, not while paused, and all of them afterwards', async () => {
    await sendSpans(viewer, [visit(1)]);
    await open('/traces');
    await found(/^1 trace of/);
    await sendSpans(viewer, [visit(2)]);
    await found(/^2 traces of/);
    expect(await rows().first().innerText()).toContain('GET /page/2');
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Paused' }).waitFor();
    expect(page.url()).toContain('live=off');
    await sendSpans(viewer, [visit(3), visit(4)]);
    await page.getByText('2 new').waitFor();
    expect(await rows().count()).toBe(2);
    await page.keyboard.press('p');
    await found(/^4 traces of/);
  });

  test('the live tail brings only what the filters mean', async () => {
    await sendSpans(viewer, [visit(1, { service: 'shop' })]);
    await open('/traces?service=shop');
    await found(/^1 trace of/);
    await sendSpans(viewer, [visit(2, { service: 'other' })]);
    await sendSpans(viewer, [visit(3, { service: 'shop' })]);
    await found(/^2 traces of/);
    expect(await rows().allInnerTexts()).toEqual([
      expect.stringContaining('GET /page/3'),
      expect.stringContaining('GET /page/1'),
    ]);
  });

  test('filters by services, operation, errors and duration are in the address and work together', async () => {
    await sendSpans(viewer, [
      visit(10, { service: 'shop' }),
      visit(20, { service: 'shop', error: 'no' }),
      visit(30, { service: 'bank' }),
      visit(40, { service: 'mail' }),
    ]);
    await open('/traces');
    await found(/^4 traces/);
    await page.getByText('All services').click();
    await page.getByRole('checkbox', { name: 'shop' }).check();
    await found(/^2 traces/);
    await page.getByRole('checkbox', { name: 'bank' }).check();
    await found(/^3 traces/);
    await page.getByRole('combobox', { name: 'Errors' }).selectOption('ok');
    await found(/^2 traces/);
    await page.getByRole('textbox', { name: 'Shortest duration' }).fill('25ms');
    await page.keyboard.press('Enter');
    await found(/^1 trace/);
    const address = page.url();
    expect(address).toMatch(/service=shop&service=bank&status=ok&min=25ms/);
    await page.getByRole('link', { name: 'Reset' }).click();
    await found(/^4 traces/);
    await page.getByRole('combobox', { name: 'Operation' }).fill('GET /page/40');
    await page.keyboard.press('Enter');
    await found(/^1 trace/);
    await page.goto(address);
    await found(/^1 trace/);
    expect(await rows().innerText()).toContain('GET /page/30');
    await expectAccessible(page);
  });

  test('columns sort, the largest first', async () => {
    await sendSpans(viewer, [visit(5), visit(90), visit(7)]);
    await open('/traces');
    await found(/^3 traces/);
    await page.getByRole('button', { name: 'Duration' }).click();
    await page.waitForURL(/order=duration/);
    await rows().first().getByText('GET /page/90').waitFor();
    expect(await page.getByRole('button', { name: 'Duration' }).getAttribute('aria-pressed')).toBe('true');
  });

  test('a query that cannot be read is explained, and what was found stays', async () => {
    await sendSpans(viewer, [visit(1)]);
    await open('/traces');
    await found(/^1 trace/);
    const query = page.getByRole('combobox', { name: 'Query' });
    await query.fill('duration > soon');
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: 'soon is no duration; write 500ms, 1.5s or 2m' })
      .waitFor();
    expect(await query.getAttribute('aria-invalid')).toBe('true');
    expect(await rows().count()).toBe(1);
    await open('/traces?q=%28');
    await page.getByText('a span with both').waitFor();
    // The browser itself notes a 400 on the console.
    const noted = browser.complaints.splice(0);
    for (const complaint of noted) expect(complaint).toContain('400');
    await page.getByRole('link', { name: 'status = error or http.response.status_code >= 500' }).click();
    await page.getByText('No trace matches').waitFor();
  });

  test('fields, operators and values are proposed, by the keyboard alone', async () => {
    await sendSpans(viewer, [
      visit(1, { attributes: { 'http.route': '/page/:id', 'user.plan': 'free of charge' } }),
    ]);
    await open('/traces');
    await found(/^1 trace/);
    await page.keyboard.press('/');
    await page.keyboard.type('user');
    await page.getByRole('option', { name: 'user.plan' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: '!=' }).waitFor();
    await page.keyboard.type('= ');
    const value = page.getByRole('option', { name: '"free of charge"' });
    await value.waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await value.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=user\.plan/);
    await found(/^1 trace/);
    expect(await page.getByRole('combobox', { name: 'Query' }).inputValue()).toBe(
      'user.plan = "free of charge"',
    );
  });

  test('rows are gone through by the keyboard, and Enter opens one', async () => {
    await sendSpans(viewer, [visit(1), visit(2), visit(3)]);
    await open('/traces');
    await found(/^3 traces/);
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/trace/${traceIdOf(2)}`);
    await page.goBack();
    await found(/^3 traces/);
  });

  test('a drag over the plot narrows time and duration down', async () => {
    await sendSpans(
      viewer,
      Array.from({ length: 50 }, (_, n) => visit(n + 1)),
    );
    await open('/traces');
    await found(/^50 traces/);
    const { x, y, width, height } = (await page.locator('.scatter .u-over').boundingBox())!;
    await page.mouse.move(x + width * 0.5, y + height * 0.05);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.75, y + height * 0.95, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/since=\d+&until=\d+/);
    await found(/^1[0-4] traces/);
    expect(page.url()).not.toContain('/trace/');
  });

  test('what lies outside the chosen time is told of', async () => {
    await sendSpans(viewer, [visit(1), visit(7200)]);
    await open('/traces');
    await found(/^1 trace/);
    await page.getByRole('link', { name: '1 more trace at other times' }).click();
    await found(/^2 traces/);
  });

  test('everything is saved, forgotten and opened again', async () => {
    await sendSpans(viewer, [visit(1), visit(2)]);
    await open('/');
    await page.getByTitle('Save, open, clear').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save all traces' }).click(),
    ]);
    const saved = readFileSync(await download.path());
    expect(download.suggestedFilename()).toBe('traces.jsonl');
    page.once('dialog', dialog => dialog.accept());
    await page.getByTitle('Save, open, clear').click();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
    await page.getByTitle('Save, open, clear').click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Open a file of traces…' }).click(),
    ]);
    await chooser.setFiles({ name: 'traces.jsonl', mimeType: 'application/json', buffer: saved });
    await found(/^2 traces/);
    await found(/traces\.jsonl: 2 spans \(OTLP JSON\)/);
  });

  test('the overview goes on as spans arrive: the map, the table and the errors', async () => {
    await sendSpans(viewer, [visit(1, { service: 'shop' })]);
    await open('/');
    const map = page.getByRole('group', { name: 'Service map' });
    await map.getByText('shop').waitFor();
    await page.getByText('Nothing has failed.').waitFor();
    await sendSpans(viewer, [
      { id: 1, trace: 2, service: 'shop', name: 'POST /pay', kind: 'client', from: 5000, to: 5100 },
      {
        id: 2,
        parent: 1,
        trace: 2,
        service: 'bank',
        name: 'pay',
        kind: 'server',
        from: 5010,
        to: 5090,
        error: 'no',
      },
    ]);
    await map.getByText('bank', { exact: true }).first().waitFor();
    await page.getByRole('row', { name: /^pay bank/ }).waitFor();
    const errors = page.getByRole('region', { name: 'Where do errors come from?' });
    await errors.getByText('1 failure').waitFor();
    expect(await errors.innerText()).toMatch(/begins in pay\s+bank/);
  });

  test('light and dark are switched, and stay so', async () => {
    await sendSpans(viewer, [visit(1)]);
    await open('/');
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const system = await ground();
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).waitFor();
    expect(await ground()).toBe(system);
    await page.keyboard.press('Shift+T');
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    const dark = await ground();
    expect(dark).not.toBe(system);
    await page.reload();
    expect(await ground()).toBe(dark);
  });
});
