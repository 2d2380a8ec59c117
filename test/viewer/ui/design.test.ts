import type { Page } from 'playwright-core';
import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { type CraftedSpan, sendLog, sendSpans, traceIdOf } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { type BrowserOptions, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(60_000);

/** A trace of nine levels; each level takes nearly as long as the one above it. */
const DEEP: CraftedSpan[] = Array.from({ length: 9 }, (_, depth) => ({
  ...{ id: depth + 1, service: `service-with-a-long-name-${depth % 3}`, kind: 'server' },
  ...(depth > 0 ? { parent: depth } : {}),
  ...{ name: `GET /level/${depth}`, from: depth, to: 1757 - depth },
  ...(depth === 4 ? { error: 'refused' } : {}),
}));
/** A wrapper that does a third of the work itself. */
const WRAPPED: CraftedSpan[] = [
  { id: 101, trace: 2, name: 'GET /wrapped', kind: 'server', from: 0, to: 100 },
  { id: 102, trace: 2, parent: 101, name: 'request handler', from: 1, to: 99 },
  ...[0, 1, 2].map(
    (n): CraftedSpan => ({
      id: 110 + n,
      trace: 2,
      parent: 102,
      name: `query ${n}`,
      from: 34 + n * 21,
      to: 55 + n * 21,
    }),
  ),
];
const NO_ROUTE: CraftedSpan[] = [
  {
    ...{ id: 201, trace: 3, name: 'GET', kind: 'server', from: 200, to: 210 },
    attributes: { 'url.path': '/products/42' },
  },
];
const STACK = 'Error: no money\n    at pay (/app/pay.js:3:5)';

describeWith('chromium')('the pages, as a designer looks at them', () => {
  let viewer: Receiver;
  beforeAll(async () => {
    viewer = await startViewer();
    await sendSpans(viewer, [...DEEP, ...WRAPPED, ...NO_ROUTE]);
    await sendLog(viewer, {
      ...{ trace: 2, id: 102, at: 50, text: 'could not pay' },
      attributes: {
        'order.id': 4711,
        'exception.type': 'PaymentError',
        'exception.message': 'no money',
        'exception.stacktrace': STACK,
      },
    });
  });
  afterAll(() => viewer.close());

  async function look(at: string, options: BrowserOptions, see: (page: Page) => Promise<void>) {
    const browser = await openBrowser(options);
    await browser.page.goto(viewer.url + at);
    await see(browser.page);
    await expectAccessible(browser.page);
    expect(browser.complaints).toEqual([]);
    await browser.close();
  }

  sliced(describe, 0).each([['light'], ['dark']] as const)('%s', colorScheme => {
    test('G2: a trace at 390 px shows each operation, and durations are whole', () =>
      look(`/trace/${traceIdOf(1)}`, { colorScheme, width: 390, height: 844 }, async page => {
        await page.getByRole('row', { name: /level\/8/ }).waitFor();
        const labels = (await page.evaluate(
          `[...document.querySelectorAll('.row .label')].map(each => [each.clientWidth, each.scrollWidth])`,
        )) as [number, number][];
        expect(labels).toHaveLength(9);
        for (const [shown, whole] of labels) expect(shown).toBeGreaterThanOrEqual(Math.min(whole, 85));
        expect(await page.evaluate(CUT_OFF)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      }));

    test('G3: durations of bars across the whole width stand within the bar', () =>
      look(`/trace/${traceIdOf(1)}`, { colorScheme }, async page => {
        const text = page.locator('.took.on-bar').first();
        await text.waitFor();
        const [background, isWithin] = (await page.evaluate(`(() => {
          const text = document.querySelector('.took.on-bar');
          const bar = text.closest('.time').querySelector('.bar').getBoundingClientRect();
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return [getComputedStyle(text).backgroundColor,
            left >= bar.left && right <= bar.right + 1 && top >= bar.top && bottom <= bar.bottom];
        })()`)) as [string, boolean];
        expect(background).toBe('rgba(0, 0, 0, 0)');
        expect(isWithin).toBe(true);
        expect(await page.evaluate(LEAST_CONTRAST)).toBeGreaterThanOrEqual(4.5);
      }));
  });

  test('G5: the list of traces shows the path where there is no route, and counts one as one', () =>
    look('/traces?last=all', {}, async page => {
      const row = page.locator('a.trace-row', { hasText: '/products/42' });
      await row.waitFor();
      expect(await row.innerText()).toMatch(/GET \/products\/42/);
      expect((await row.innerText()).replace(/\s+/g, ' ')).toContain('1 span,');
      expect(await row.locator('.path').innerText()).toContain('/products/42');
    }));

  test('G6: few requests are called too few, and are still led to', () =>
    look('/compare?service=web&operation=GET', {}, async page => {
      await page.getByRole('heading', { name: 'Too few requests to compare' }).waitFor();
      expect(await page.getByText(/1 request of this operation/).innerText()).toContain('10 are needed');
      expect(
        await page.getByRole('link', { name: 'Open the slowest request' }).getAttribute('href'),
      ).toContain(traceIdOf(3));
      await page.goto(viewer.url);
      await page.getByText(/^Too few requests to tell/).waitFor();
    }));

  test('G7: the answer card tells the time of a span itself, without what it waits for', () =>
    look(`/trace/${traceIdOf(2)}`, {}, async page => {
      const verdict = page.locator('[data-verdict="slow"]');
      await verdict.waitFor();
      expect((await verdict.innerText()).replace(/\s+/g, ' ')).toContain(
        '35% of the time is request handler itself web 35 ms',
      );
    }));

  test('G8: logs of a trace have their attributes, and errors their stack', () =>
    look(`/trace/${traceIdOf(2)}?view=logs`, {}, async page => {
      const line = page.locator('.card.logs .log-line');
      await line.waitFor();
      expect(await line.innerText()).toContain('PaymentError no money');
      await line.getByText('Stack', { exact: true }).click();
      expect(await line.getByRole('group', { name: 'Stack' }).innerText()).toBe(STACK);
      await line.getByText(/^Attributes/).click();
      expect((await line.innerText()).replace(/\s+/g, ' ')).toContain('order.id 4711');
    }));
});

/** Durations that reach beyond the column of bars. */
const CUT_OFF = `[...document.querySelectorAll('.row .took')].filter(text => {
  const [inner, outer] = [text, text.closest('.time')].map(each => each.getBoundingClientRect());
  return inner.left < outer.left - 1 || inner.right > outer.right + 1;
}).map(text => text.innerText)`;

/** The least contrast of a text within a bar with that bar (WCAG 2, 1.4.3). */
const LEAST_CONTRAST = `(() => {
  const luminance = colour => {
    const context = document.createElement('canvas').getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map(each =>
      each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return Math.min(...[...document.querySelectorAll('.took.on-bar')].map(text => {
    const bar = text.closest('.time').querySelector('.bar');
    const both = [luminance(getComputedStyle(text).color), luminance(getComputedStyle(bar).backgroundColor)];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  }));
})()`;
