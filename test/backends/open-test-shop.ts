import path from 'node:path';

import { openShop, type Shop } from '../../src/tools/demo/open-shop';
import { prepareShop } from '../../src/tools/demo/prepare-shop';

const ROOT = path.join(__dirname, '..', '..');
const AGENT = path.join(ROOT, 'dist', 'preload.js');

/** The services of the demo's shop, each under the agent with these settings and nothing of the tests' own environment. */
export async function openTestShop(settings: Readonly<Record<string, string>>): Promise<Shop> {
  const { PATH, HOME } = process.env;
  const plain = { PATH, HOME };
  const folder = await prepareShop({
    folder: path.join(ROOT, 'examples', 'shop'),
    archive: path.join(ROOT, 'dist', 'shop.json'),
    bundler: path.join(ROOT, 'dist', 'bundler.js'),
    env: plain,
    say: line => process.stderr.write(`${line}\n`),
  });
  const agent = { ...plain, ...settings, NODE_OPTIONS: `--require ${AGENT}` };
  return openShop(folder, ({ isOurs }) => (isOurs ? agent : plain));
}

/** An order of two things, paid with this card; resolves with the status of the answer. */
export async function order(shop: Shop, card: string): Promise<number> {
  const items = ['tea-assam', 'tin'].map(sku => ({ sku, quantity: 1 }));
  const response = await fetch(`${shop.url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ items, card }),
  });
  await response.arrayBuffer();
  return response.status;
}
