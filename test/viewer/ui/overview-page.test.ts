import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { type CraftedSpan, sendSpans } from './crafted-traces';
import { expectAccessible } from './expect-accessible';
import { openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(60_000);

let id = 1;
let trace = 1;

/** A request of a service, with calls to peers that send no spans. */
function request(service: string, at: number, peers: readonly string[], error?: string): CraftedSpan[] {
  trace++;
  const root: CraftedSpan = {
    ...{ id: id++, trace, service, name: `GET /a/rather/long/path/of/${service}`, kind: 'server' },
    ...{ from: at, to: at + 50 },
    ...(error === undefined ? {} : { error }),
  };
  const calls = peers.map((peer, n): CraftedSpan => {
    const attributes = { 'server.address': peer };
    return {
      ...{ id: id++, trace, service, parent: root.id, name: 'call', kind: 'client', attributes },
      ...{ from: at + 1 + n * 10, to: at + 9 + n * 10 },
      ...(error === undefined ? {} : { error }),
    };
  });
  return [root, ...calls];
}

/** A call of a service to itself. */
function selfCall(service: string, at: number): CraftedSpan[] {
  const [root] = request(service, at, []);
  const client = { trace, service, id: id++, parent: root!.id, name: 'GET', kind: 'client' as const };
  const attributes = { 'server.address': 'localhost', 'server.port': 3000 };
  return [
    root!,
    { ...client, from: at + 2, to: at + 40, attributes },
    {
      trace,
      service,
      id: id++,
      parent: client.id,
      name: 'GET /self',
      kind: 'server',
      from: at + 4,
      to: at + 30,
    },
  ];
}

const PEERS = ['redis.internal', 'kafka.internal', 'search.internal', 'mail.internal'];
const TELEMETRY: CraftedSpan[] = [
  ...['alpha', 'beta', 'gamma'].flatMap(service =>
    [0, 60_000, 120_000].flatMap(at => request(service, at, PEERS, at === 0 ? 'refused' : undefined)),
  ),
  ...selfCall('gamma', 5000),
  ...request('a-cron', 100, []),
];

describeWith('chromium')('the overview', () => {
  let viewer: Receiver;
  beforeAll(async () => {
    viewer = await startViewer();
    await sendSpans(viewer, TELEMETRY);
  });
  afterAll(() => viewer.close());

  sliced(describe, 0).each([['light'], ['dark']] as const)('%s', colorScheme => {
    test.each([
      [390, 844],
      [768, 1024],
      [1440, 900],
    ])('F5: fits a screen of %i x %i, its labels apart', async (width, height) => {
      const browser = await openBrowser({ colorScheme, width, height });
      const { page } = browser;
      await page.goto(viewer.url);
      await page.getByRole('region', { name: 'Service map' }).getByText('alpha').first().waitFor();
      await page.getByRole('rowheader').first().waitFor();
      const widths = await page.evaluate(
        '[document.documentElement, document.querySelector("main")].map(each => each.scrollWidth)',
      );
      expect(widths).toEqual([width, width]);
      expect(await page.evaluate(COVERED)).toEqual([]);
      await expectAccessible(page);
      expect(browser.complaints).toEqual([]);
      await browser.close();
    });
  });

  test('G1: a service that calls itself is no external host, and rates of one map have one unit', async () => {
    const browser = await openBrowser();
    const { page } = browser;
    await page.goto(viewer.url);
    const map = page.getByRole('group', { name: 'Service map' });
    await map.getByText('alpha').first().waitFor();
    const text = (await map.innerText()).replace(/\s+/g, ' ');
    expect(text).toContain('gamma calls gamma:');
    expect(text).not.toContain('localhost');
    const units = new Set(text.match(/(?<=\d)\/(?:s|min)\b/g));
    expect([...units]).toEqual(['/min']);
    await browser.close();
  });

  test('G1: a label that found no place shows when its service has the pointer or the focus', async () => {
    const browser = await openBrowser();
    const { page } = browser;
    await page.goto(viewer.url);
    const hidden = page.locator('.edge-label.unseen');
    await hidden.first().waitFor({ state: 'attached' });
    const name = (await hidden.first().locator('.unseen').first().innerText()).replace(/:\s*$/, '');
    const label = page.locator('.edge-label', { hasText: name });
    expect((await label.boundingBox())!.width).toBe(1);
    await page.getByRole('link', { name: new RegExp(`^${name.split(' ')[0]}`) }).focus();
    expect((await label.boundingBox())!.width).toBeGreaterThan(20);
    await browser.close();
  });
});

/** Texts of shown labels, boxes and calls of the map that lie over each other. */
const COVERED = `(() => {
  const shown = [...document.querySelectorAll('.edge-label:not(.unseen), .box, .call-list li > a, .callee')]
    .map(each => ({ text: each.innerText, box: each.getBoundingClientRect() }));
  return shown.flatMap((a, at) => shown.slice(at + 1)
    .filter(b => a.box.left < b.box.right && b.box.left < a.box.right && a.box.top < b.box.bottom && b.box.top < a.box.bottom)
    .map(b => a.text + ' / ' + b.text));
})()`;
