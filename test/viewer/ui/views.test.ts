import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Page } from 'playwright-core';
import { storesSource } from '../../../src/tools/ask/stores-source';
import { createMcpServer } from '../../../src/tools/mcp/create-server';
import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { expectAccessible } from './expect-accessible';
import { type Browser, openBrowser } from './open-browser';
import { runShop } from './run-shop';
import { startViewer } from './start-viewer';

jest.setTimeout(180_000);

/** Folder of pictures of what the tests saw: kept for people, not in git. */
const SCREENSHOTS = path.join(__dirname, 'screenshots');
const REQUESTS = 400;

describeWith('chromium')('the views', () => {
  let viewer: Receiver;
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    viewer = await startViewer();
    await runShop(viewer, REQUESTS);
  });
  afterAll(() => viewer.close());

  test('"why is checkout slow?", asked by an assistant step by step, ends at the payment gateway', async () => {
    const [here, there] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: 'test', version: '1' });
    const server = createMcpServer(storesSource(viewer));
    await Promise.all([server.connect(here), client.connect(there)]);
    const ask = async (name: string, given: Record<string, string>) => {
      const { content } = await client.callTool({ name, arguments: given });
      return (content as { text: string }[])[0]!.text;
    };
    const slow = await ask('slow', { service: 'storefront' });
    expect(slow).toMatch(
      /POST \/checkout storefront[\s\S]*?\d+% of the extra time \(.*\) is POST payment-gateway payment/,
    );
    const [, traceId] = /slowest: trace \{"trace_id":"([0-9a-f]+)"\}/.exec(slow)!;
    const trace = await ask('trace', { trace_id: traceId! });
    const [, spanId] = /POST payment-gateway \[([0-9a-f]+)\]/.exec(trace)!;
    const span = await ask('span', { trace_id: traceId!, span_id: spanId! });
    expect(span).toMatch(/POST payment-gateway \(payment\), client/);
    expect(span).toMatch(/server\.port = \d+/);
    await client.close();
  });

  sliced(describe, 0).each([['light'], ['dark']] as const)(
    "the demo's two incidents, found by reading the pages (%s)",
    colorScheme => {
      let browser: Browser;
      let page: Page;
      beforeAll(async () => {
        browser = await openBrowser({ colorScheme });
        page = browser.page;
      });
      afterAll(() => browser.close());
      afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

      const open = (address: string) => page.goto(viewer.url + address);
      const keep = (name: string) =>
        page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${colorScheme}.png`) });

      test('the overview answers both questions at once', async () => {
        await open('/');
        const slow = page.getByRole('region', { name: 'What is slow?' });
        await slow.getByText('of the extra time is').waitFor();
        expect(await slow.innerText()).toMatch(/\d+% of the extra time is POST payment-gateway\s+payment/);
        const errors = page.getByRole('region', { name: 'Where do errors come from?' });
        expect(await errors.innerText()).toMatch(/failures begin in pg\.query:SELECT postgres\s+inventory/);
        expect(await errors.innerText()).toContain('relation "staging.stock" does not exist');
        await expectAccessible(page);
        await keep('overview');
      });

      test('the service map names who calls whom, how often, how well and how fast', async () => {
        await open('/');
        const map = page.getByRole('group', { name: 'Service map' });
        await map.getByText('payment-gateway').first().waitFor();
        const text = (await map.innerText()).replace(/\s+/g, ' ');
        for (const [from, to] of [
          ['storefront', 'checkout'],
          ['storefront', 'inventory'],
          ['checkout', 'inventory'],
          ['checkout', 'payment'],
          ['checkout', 'postgresql postgres'],
          ['inventory', 'postgresql postgres'],
          ['payment', 'payment-gateway'],
        ]) {
          expect(text).toMatch(
            new RegExp(`${from} calls ${to}: [\\d.,]+/(s|min)( [\\d.]+%)? p95 [\\d.]+ (m?s|µs)`),
          );
        }
        await map.getByRole('link', { name: /^inventory/ }).click();
        await page.waitForURL(/service=inventory/);
        const services = page.getByRole('region', { name: 'Operations' }).locator('tbody td:nth-child(2)');
        expect(new Set(await services.allInnerTexts())).toEqual(new Set(['inventory']));
      });

      test('every operation has its rate, errors and percentiles', async () => {
        await open('/?spans=roots');
        const row = page.getByRole('row', { name: /^POST \/checkout/ });
        await row.waitFor();
        const cells = await row.locator('td').allInnerTexts();
        expect(cells[0]).toBe('storefront');
        const map = page.getByRole('group', { name: 'Service map' });
        const [unit] = /\/(s|min)\b/.exec(await map.innerText())!;
        expect(cells[2]).toMatch(new RegExp(`^[\\d.,]+${unit}$`));
        expect(cells[3]).toMatch(/%$/);
        const [p50, p95, p99] = cells.slice(4, 7).map(milliseconds);
        expect(p50).toBeLessThan(p95!);
        expect(p95).toBeLessThanOrEqual(p99!);
        expect(await row.getByRole('img').getAttribute('aria-label')).toMatch(/^\d+ requests, \d+ errors$/);
        await page.getByRole('button', { name: 'Errors' }).click();
        await page.waitForURL(/sort=errors/);
        expect(await page.getByRole('columnheader', { name: 'Errors' }).getAttribute('aria-sort')).toBe(
          'descending',
        );
      });

      test('from the overview to the span that makes a slow request slow', async () => {
        await open('/');
        await page.getByRole('link', { name: 'Slow versus typical' }).click();
        await page.getByRole('heading', { name: 'Slow versus typical' }).waitFor();
        const finding = page.locator('[data-cause]');
        await finding.waitFor();
        const [, share] = /([\d.]+)% of the extra time is POST payment-gateway\s+payment/.exec(
          await finding.innerText(),
        )!;
        expect(Number(share)).toBeGreaterThan(50);
        const steps = page.getByRole('region', { name: 'Where the extra time goes' }).getByRole('listitem');
        expect(await steps.first().innerText()).toMatch(
          /storefront POST \/checkout › .* › checkout POST payment › payment POST \/charges/,
        );
        await expectAccessible(page);
        await keep('slow-versus-typical');
        await page.getByRole('link', { name: 'Open the slowest request' }).click();
        const verdict = page.locator('[data-verdict="slow"]');
        await verdict.waitFor();
        expect(await verdict.innerText()).toMatch(/\d+% of the time is POST payment-gateway/);
        await verdict.getByRole('button').click();
        const details = page.getByRole('complementary', { name: 'Details' });
        await details.getByRole('heading', { name: 'POST payment-gateway' }).waitFor();
        expect(await details.innerText()).toContain('server.address');
        await expectAccessible(page);
        await keep('trace');
      });

      test('from the overview to the statement that fails', async () => {
        await open('/');
        await page.getByRole('link', { name: /root cause/ }).click();
        const group = page.getByRole('listitem').filter({ hasText: 'staging.stock' }).first();
        await group.waitFor();
        const text = await group.innerText();
        expect(text).toMatch(/relation "staging\.stock" does not exist/);
        expect(text).toMatch(/Began in\s+inventory\s+pg\.query:SELECT postgres/);
        expect(text).toContain('FROM staging.stock JOIN shop.products');
        expect(text).toMatch(/seen as POST \/checkout\s+storefront\s+× \d+/);
        expect(text).toMatch(/first .* ago|first just now/);
        await expectAccessible(page);
        await keep('errors');
        await group.getByRole('link', { name: 'Newest example' }).click();
        const details = page.getByRole('complementary', { name: 'Details' });
        await details.waitFor();
        expect(await details.innerText()).toContain('relation "staging.stock" does not exist');
        expect(await page.locator('[data-verdict="errors"]').innerText()).toMatch(
          /Failure began in pg\.query:SELECT postgres\s+inventory\s+relation "staging\.stock" does not exist/,
        );
        expect(await page.getByRole('row', { name: /the failure began here/ }).innerText()).toContain(
          'pg.query:SELECT',
        );
        await keep('failed-trace');
      });

      test('a query finds the slow checkouts, and a point of the plot opens one', async () => {
        await open('/traces');
        await page
          .getByRole('combobox', { name: 'Query' })
          .fill('http.route = /checkout and duration > 500ms');
        await page.keyboard.press('Enter');
        await page.waitForURL(/q=http\.route/);
        const rows = page.locator('a.trace-row');
        await expectText(page, /^\d+ traces of /);
        const durations = await rows.locator('.duration-bar').allInnerTexts();
        expect(durations.length).toBeGreaterThan(3);
        for (const duration of durations) expect(milliseconds(duration)).toBeGreaterThan(500);
        await expectAccessible(page);
        await keep('traces');
        await clickAnyPoint(page);
        await page.waitForURL(/\/trace\/[0-9a-f]{32}/);
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('POST /checkout');
      });

      test('the flame graph shows the same cause', async () => {
        await open('/traces?operation=POST+%2Fcheckout&order=duration');
        await page.locator('a.trace-row').first().click();
        await page.getByRole('link', { name: 'Flame graph' }).click();
        const box = page.getByRole('button', { name: /^POST payment-gateway [\d.]+ m?s/ });
        await box.waitFor();
        expect(await box.getAttribute('title')).toMatch(/payment: POST payment-gateway\n.*\d+%/);
        await expectAccessible(page);
        await keep('flame-graph');
      });
    },
  );
});

async function expectText(page: Page, pattern: RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: pattern }).waitFor();
}

/** Looks for a point of the plot as the pointer shows it, and clicks there. */
async function clickAnyPoint(page: Page): Promise<void> {
  const plot = page.getByRole('img', { name: /traces by start and duration/ });
  const { x, y, width, height } = (await plot.boundingBox())!;
  for (let across = 80; across < width; across += 8) {
    for (let down = 14; down < height - 30; down += 10) {
      await page.mouse.move(x + across, y + down);
      if (await plot.evaluate(element => element.classList.contains('on-point'))) {
        await page.mouse.click(x + across, y + down);
        return;
      }
    }
  }
  throw new Error('there is no point in the plot');
}

function milliseconds(text: string): number {
  const [, number, unit] = /([\d.]+) (s|ms|µs)/.exec(text)!;
  return Number(number) * { s: 1000, ms: 1, µs: 0.001 }[unit as 's' | 'ms' | 'µs'];
}
