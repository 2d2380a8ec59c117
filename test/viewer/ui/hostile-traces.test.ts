import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { type CraftedSpan, sendLog, sendSpans, spanIdOf, traceIdOf } from './crafted-traces';
import { type Browser, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(60_000);

const SCRIPTS = [
  '<script>window.ran = true</script>',
  '<img src=x onerror="window.ran = true">',
  '"><svg onload=window.ran=true>',
  'javascript:window.ran=true',
  '{{constructor.constructor("window.ran=true")()}}',
  '</title><script>window.ran=true</script>',
  '\u202etxt.exe\u0000\ufffd',
];

const HOSTILE: CraftedSpan[] = SCRIPTS.flatMap((script, n) => [
  {
    id: n * 2 + 1,
    ...(n === 0 ? {} : { parent: 1 }),
    service: script,
    name: `GET ${script}`,
    kind: 'server',
    from: n,
    to: 100 - n,
    error: script,
    attributes: {
      [script]: script,
      'url.full': script,
      'db.query.text': script,
      __proto__: 'x',
      constructor: script,
    },
    events: [
      {
        name: 'exception',
        at: n + 1,
        attributes: { 'exception.type': script, 'exception.message': script, 'exception.stacktrace': script },
      },
      { name: script, at: n + 2, attributes: { [script]: script } },
    ],
  },
  {
    id: n * 2 + 2,
    parent: n * 2 + 1,
    service: script,
    name: 'POST',
    kind: 'client',
    from: n + 2,
    to: 60,
    attributes: { 'server.address': script, 'db.system.name': script },
  },
]);

describeWith('chromium')('hostile traces', () => {
  let viewer: Receiver;
  let browser: Browser;
  beforeAll(async () => {
    viewer = await startViewer();
    await sendSpans(viewer, HOSTILE);
    // Ten and more can be compared.
    for (let trace = 2; trace < 13; trace++) {
      await sendSpans(
        viewer,
        HOSTILE.map(span => ({ ...span, trace, to: span.to * trace })),
      );
    }
    await sendLog(viewer, { trace: 1, id: 1, at: 3, text: SCRIPTS[1]! });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });

  test.each([
    ['the overview', '/'],
    ['the traces', '/traces'],
    [
      'a query',
      `/traces?q=${encodeURIComponent(`"${SCRIPTS[1]}"`)}&service=${encodeURIComponent(SCRIPTS[0]!)}`,
    ],
    ['a trace', `/trace/${traceIdOf(1)}?span=${spanIdOf(1)}`],
    ['a flame graph', `/trace/${traceIdOf(1)}?view=flame`],
    ['logs', `/trace/${traceIdOf(1)}?view=logs`],
    [
      'a comparison',
      `/compare?operation=${encodeURIComponent(`GET ${SCRIPTS[0]}`)}&service=${encodeURIComponent(SCRIPTS[0]!)}`,
    ],
    ['the errors', '/errors'],
    ['the services', '/services'],
  ])('%s shows hostile names and values as text, and runs nothing', async (_view, address) => {
    const { page, complaints } = browser;
    await page.goto(viewer.url + address);
    await page.locator('main :text("window.ran"):visible').first().waitFor();
    // Every handler that such a text could have brought has had its turn once the page has painted twice.
    await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(
      await page.evaluate(
        'document.querySelectorAll("main script, main img, main [onload], main [onerror]").length',
      ),
    ).toBe(0);
    expect(
      await page.evaluate(
        '[...document.querySelectorAll("a")].filter(link => !/^http/.test(link.protocol)).length',
      ),
    ).toBe(0);
    expect(complaints.splice(0)).toEqual([]);
  });

  test("a script that were to get into the page would be stopped by the viewer's policy", async () => {
    const { page, complaints } = browser;
    await page.goto(`${viewer.url}/traces`);
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.ran = true">')`,
    );
    await page.waitForFunction('document.querySelector("img").complete');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(complaints.splice(0).join()).toMatch(/Content Security Policy/);
  });
});
