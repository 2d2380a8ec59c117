import path from 'node:path';
import type { CDPSession } from 'playwright-core';
import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { describeWith } from '../../services/describe-with';
import { sliced } from '../../slice';
import { traceIdOf, traceRequest } from '../receiver/make-traces';
import { type Browser, openBrowser } from './open-browser';
import { startViewer } from './start-viewer';

jest.setTimeout(300_000);

/** Lets a page's time run fast, and be told of changes. */
const QUICKEN = path.join(__dirname, '..', '..', 'fixtures', 'viewer', 'quicken.js');

/** Updates that the page has settled after, and updates that it is held against then. A night brings 14,400, one each two seconds. */
const SETTLING = 150;
const UPDATES = 300;
/** Growth of the heap that is none: it ends at 0.5 MB, after 600 updates as after 1,800. */
const SOME_BYTES = 1_500_000;
/** Rows come and go with the data; an update that left a node behind would leave twice as many. */
const SOME_NODES = UPDATES / 2;

interface Held {
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
}

describeWith('chromium')('a page that stays open', () => {
  let viewer: Receiver;
  let browser: Browser;
  let devtools: CDPSession;
  let sent = 0;

  /** A trace with a failure, its logs, of times that move on. */
  const send = () => {
    sent++;
    const span = { trace: traceIdOf(sent.toString(16)), from: sent * 10, to: sent * 10 + 8 };
    viewer.inbox.take(
      'traces',
      traceRequest([
        { ...span, id: '1', name: 'POST /checkout', kind: 'server', error: `no money ${sent % 7}` },
        { ...span, id: '2', parent: '1', name: `call ${sent % 5}`, kind: 'client' },
      ]),
    );
  };

  beforeAll(async () => {
    viewer = await startViewer();
    for (let n = 0; n < 400; n++) send();
    browser = await openBrowser();
    await browser.page.addInitScript({ path: QUICKEN });
    devtools = await browser.page.context().newCDPSession(browser.page);
    await devtools.send('Performance.enable');
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
  });

  async function tellChanges(times: number): Promise<void> {
    const status = await (await fetch(`${viewer.url}/api/v1/status`)).text();
    const answer = await fetch(`${viewer.url}/api/v1/traces?limit=20`);
    const { traces } = (await answer.json()) as { traces: object[] };
    const events = [
      ['traces', JSON.stringify({ traces, more: 0 })],
      ['status', status],
    ];
    const sending = setInterval(send, 20);
    try {
      const sources = await browser.page.evaluate(`tellChanges(${JSON.stringify(events)}, ${times})`);
      expect(sources).toBe(1);
    } finally {
      clearInterval(sending);
    }
  }

  async function held(): Promise<Held> {
    for (let n = 0; n < 3; n++) await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const of = (name: string) => metrics.find(each => each.name === name)!.value;
    return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
  }

  sliced(test, 0).each([['/'], ['/traces'], ['/errors'], ['/services'], ['/logs']])(
    '%s holds no more after hundreds of updates',
    async path => {
      let asked = 0;
      const count = () => asked++;
      browser.page.on('request', count);
      await browser.page.goto(`${viewer.url}${path}`);
      await browser.page.getByRole('heading').first().waitFor();
      await tellChanges(SETTLING);
      const before = await held();
      asked = 0;
      await tellChanges(UPDATES);
      browser.page.off('request', count);
      const after = await held();
      const grown = after.heap - before.heap;
      // Updates ask for answers anew.
      expect(asked).toBeGreaterThanOrEqual(UPDATES / 2);
      expect(after.nodes).toBeLessThan(before.nodes + SOME_NODES);
      expect(after.listeners).toBeLessThan(before.listeners + SOME_NODES);
      expect(grown).toBeLessThan(SOME_BYTES);
    },
  );
});
