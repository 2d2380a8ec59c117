import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { expectAccessible } from './expect-accessible';
import { sendLongNames } from './long-names';
import { openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(240_000);

const WIDTHS = [390, 768, 1024, 1440];

describeWith('chromium')('every page, with names as long as they come', () => {
  let viewer: Receiver;
  let addresses: readonly string[];
  beforeAll(async () => {
    viewer = await startViewer();
    addresses = await sendLongNames(viewer);
  });
  afterAll(() => viewer.close());

  sliced(test, 0).each([['light'], ['dark']] as const)(
    'fits its screen, has its columns apart, tells cut texts whole and is accessible (%s)',
    async colorScheme => {
      const browser = await openBrowser({ colorScheme });
      const { page } = browser;
      for (const address of addresses) {
        await page.goto(viewer.url + address);
        await page.locator('main :is(h1, h2)').first().waitFor();
        await page.waitForLoadState('networkidle');
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate(
            'new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))',
          );
          const faults = await page.evaluate(`[...${TOO_WIDE}, ...${COVERED}, ...${UNTITLED}]`);
          expect({ address, width, faults }).toEqual({ address, width, faults: [] });
          if (width === 390) await expectAccessible(page);
        }
      }
      expect(browser.complaints.filter(text => !/status of 40[04]/.test(text))).toEqual([]);
      await browser.close();
    },
  );

  test('the keyboard shows the whole of a cut name beside it, within the screen', async () => {
    const browser = await openBrowser({ width: 390, height: 844 });
    const { page } = browser;
    await page.goto(`${viewer.url}/?last=all`);
    const name = page.getByRole('rowheader').getByRole('link').first();
    await name.focus();
    const whole = page.locator('.whole-text');
    await whole.waitFor();
    expect(await whole.innerText()).toContain(await name.innerText());
    const { x, y, width, height } = (await whole.boundingBox())!;
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(390);
    expect(y + height).toBeLessThanOrEqual(844);
    await page.keyboard.press('Tab');
    await name.evaluate(link => (link as unknown as { blur(): void }).blur());
    await whole.waitFor({ state: 'detached' });
    await browser.close();
  });
});

/** Parts of the page that reach beyond it, and tables that scroll though columns could be left out. */
const TOO_WIDE = `[document.documentElement, ...document.querySelectorAll('main, nav, .table-scroll, .sheet, .card')]
  .filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => 'too wide: ' + each.tagName + ' ' + each.className + ' ' + each.scrollWidth)`;

/** Cells of a row that lie over each other. */
const COVERED = `[...document.querySelectorAll('.log-row, .trace-row, .caller, .callee, .duration-bar, tr')].slice(0, 60)
  .flatMap(row => {
    const cells = [...row.children]
      .filter(cell => !cell.matches('.unseen') && getComputedStyle(cell).position !== 'absolute' && cell.getClientRects().length > 0)
      .map(cell => cell.getBoundingClientRect());
    return cells.slice(1).flatMap((cell, at) => cell.left < cells[at].right - 1 ? ['covered: ' + row.className + ' ' + row.innerText] : []);
  })`;

/** Cut texts whose title, under the pointer, lacks some of their words. */
const UNTITLED = `[...document.querySelectorAll('body *')]
  .filter(each => each.clientWidth > 2 && each.scrollWidth > each.clientWidth && getComputedStyle(each).textOverflow === 'ellipsis' && each.tagName !== 'SELECT' && each.tagName !== 'INPUT')
  .filter(each => {
    each.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    const title = each.closest('[title]')?.title ?? '';
    return each.innerText.split(/\\s+/).some(word => !title.includes(word));
  })
  .map(each => 'cut, without its whole text: ' + each.className + ' ' + each.innerText)`;
