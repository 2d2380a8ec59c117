// Customers who look round the shop and buy, for as long as this runs: SHOP_URL, REQUESTS_PER_SECOND.
import { setTimeout as sleep } from 'node:timers/promises';

const { SHOP_URL = 'http://storefront:3000', REQUESTS_PER_SECOND = '10' } = process.env;
const PRODUCTS = ['tea-assam', 'tea-darjeeling', 'tea-sencha', 'pot-iron', 'cup-stoneware', 'tin'];
// The last one is of the bank whose authorisations have become slow.
const CARDS = ['4242-17', '4000-02', '4556-81', '3714-96', '6011-33', '5105-10'];
const counts = { requests: 0, failed: 0 };
let orders = 0;
let quotes = 0;

process.once('SIGTERM', () => process.exit());
setInterval(() => console.log(`${counts.requests} requests, ${counts.failed} failed`), 30_000);
for (;;) {
  visit();
  await sleep((1000 / Number(REQUESTS_PER_SECOND)) * (0.5 + Math.random()));
}

async function visit() {
  const [path, options] = nextVisit();
  const status = await fetch(`${SHOP_URL}${path}`, { ...options, signal: AbortSignal.timeout(10_000) }).then(
    async response => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 599,
  );
  counts.requests++;
  if (status >= 500) counts.failed++;
}

function nextVisit() {
  const dice = Math.random();
  if (dice < 0.25) return ['/'];
  if (dice < 0.5) return [`/products/${PRODUCTS[Math.floor(Math.random() * PRODUCTS.length)]}`];
  if (dice < 0.6) return ['/quote', post({ items: basketToQuote() })];
  const items = PRODUCTS.slice(0, 2 + Math.floor(Math.random() * 4)).map(sku => ({ sku, quantity: 1 }));
  return ['/checkout', post({ items, card: CARDS[orders++ % CARDS.length] })];
}

// Each fourth quote is for a wholesaler: 3,000 units instead of some.
function basketToQuote() {
  const quantity = quotes++ % 4 === 3 ? 500 : 2;
  return PRODUCTS.map(sku => ({ sku, quantity }));
}

function post(value) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}
