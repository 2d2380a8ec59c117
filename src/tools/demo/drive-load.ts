import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Results of the visits so far. */
export interface LoadCounts {
  requests: number;
  /** Answered with 500 or above, or not at all. */
  failed: number;
  /** Took longer than half a second. */
  slow: number;
}

export interface Load {
  readonly counts: LoadCounts;
  /** Ends the visits; requests under way are waited for. */
  stop(): Promise<void>;
}

interface Visit {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

const VISITORS = 5;
/** Mean pause between two requests of a visitor. */
const THINK_MS = 120;
const SLOW_MS = 500;
const REQUEST_MS = 10_000;

const PRODUCTS = [
  'tea-assam',
  'tea-darjeeling',
  'tea-sencha',
  'tea-oolong',
  'tea-rooibos',
  'pot-iron',
  'cup-stoneware',
  'tin',
];
/** Share of orders that are paid with a card of the slow bank. */
const CARDS = ['4242-17', '4000-02', '4556-81', '3714-96', '6011-33', '5105-10'];

/** Lets visitors browse the shop and buy, until it is stopped. */
export function driveLoad(url: string): Load {
  const counts = { requests: 0, failed: 0, slow: 0 };
  const stopping = new AbortController();
  const agent = new Agent({ keepAlive: true, maxSockets: VISITORS });
  const visitors = Array.from({ length: VISITORS }, async () => {
    while (!stopping.signal.aborted) {
      await visit(url, nextVisit(), agent, counts);
      await sleep(THINK_MS * (0.5 + Math.random()), undefined, { signal: stopping.signal }).catch(() => {});
    }
  });
  return {
    counts,
    async stop() {
      stopping.abort();
      await Promise.all(visitors);
      agent.destroy();
    },
  };
}

let orders = 0;

function nextVisit(): Visit {
  const dice = Math.random();
  if (dice < 0.25) return { method: 'GET', path: '/' };
  if (dice < 0.5) return { method: 'GET', path: `/products/${pick(PRODUCTS)}` };
  if (dice < 0.6) return { method: 'POST', path: '/quote', body: { items: basketToQuote() } };
  const items = PRODUCTS.slice(0, 2 + Math.floor(Math.random() * 6)).map(sku => ({ sku, quantity: 1 }));
  return { method: 'POST', path: '/checkout', body: { items, card: CARDS[orders++ % CARDS.length] } };
}

let quotes = 0;

/** Each fourth quote is for a wholesaler: 5,600 units instead of some. */
function basketToQuote(): object[] {
  const quantity = quotes++ % 4 === 3 ? 700 : 2;
  return PRODUCTS.map(sku => ({ sku, quantity }));
}

function visit(url: string, { method, path, body }: Visit, agent: Agent, counts: LoadCounts): Promise<void> {
  const started = performance.now();
  return new Promise(resolve => {
    const count = (status: number) => {
      counts.requests++;
      if (status >= 500) counts.failed++;
      if (performance.now() - started > SLOW_MS) counts.slow++;
      resolve();
    };
    const headers = { 'content-type': 'application/json' };
    const outgoing = request(`${url}${path}`, { method, agent, headers, timeout: REQUEST_MS }, response => {
      response.resume().once('close', () => count(response.statusCode ?? 599));
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.once('error', () => count(599));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)]!;
}
