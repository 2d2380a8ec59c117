import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openShop } from '../../../src/tools/demo/open-shop';
import { prepareShop } from '../../../src/tools/demo/prepare-shop';
import { closeReceivers, httpReceiver } from '../../agent/export/receivers';

const ROOT = path.join(__dirname, '..', '..', '..');
const CHECKOUTS = 160;
const SLOW_MS = 600;
const AT_ONCE = 6;
const ITEMS = ['tea-assam', 'tea-sencha', 'cup-stoneware'];
const SLOW_CARD = '5105-10';
jest.setTimeout(180_000);
afterAll(closeReceivers);

interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Encoded = Omit<Span, 'service' | 'attributes'> & { readonly attributes: readonly KeyValue[] };
type KeyValue = { readonly key: string; readonly value: Record<string, unknown> };

const plain = (pairs: readonly KeyValue[]) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));

/** Receives spans as OTLP JSON. */
async function collect() {
  const spans: Span[] = [];
  const url = await httpReceiver(({ body }, response) => {
    response.setHeader('content-type', 'application/json').end('{}');
    for (const { resource, scopeSpans } of JSON.parse(body.toString()).resourceSpans) {
      const service = String(plain(resource.attributes)['service.name']);
      for (const scope of scopeSpans as { spans: Encoded[] }[])
        spans.push(...scope.spans.map(span => ({ ...span, service, attributes: plain(span.attributes) })));
    }
  });
  return { url, spans };
}

interface Checkout {
  readonly number: number;
  readonly card: string;
  readonly status: number;
  /** As the client sees it. */
  readonly durationMs: number;
}

async function buy(url: string, number: number): Promise<Checkout> {
  const card = number % 4 === 0 ? SLOW_CARD : '4242-17';
  const startMs = performance.now();
  const response = await fetch(`${url}/checkout?number=${number}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ items: ITEMS.map(sku => ({ sku, quantity: 1 })), card }),
  });
  await response.arrayBuffer();
  return { number, card, status: response.status, durationMs: performance.now() - startMs };
}

test('at 1%, all failed checkouts and nearly all slow ones arrive whole', async () => {
  const { url, spans } = await collect();
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL_|NODE_OPTIONS$)/.test(name)),
  );
  const folder = await prepareShop({
    folder: path.join(ROOT, 'examples', 'shop'),
    archive: path.join(ROOT, 'dist', 'shop.json'),
    bundler: path.join(ROOT, 'dist', 'bundler.js'),
    env,
    say: () => {},
  });
  // A bundle: the spans of its database calls below are those of the pg inside.
  const bundle = readFileSync(path.join(folder, 'inventory', 'dist', 'server.cjs'), 'utf8');
  expect([bundle.includes('node_modules/pg/lib/client.js'), /require\("pg"\)/.test(bundle)]).toEqual([
    true,
    false,
  ]);
  const settings = {
    NODE_OPTIONS: `--require ${path.join(ROOT, 'dist', 'preload.js')}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.01',
    OTEL_AGENT_KEEP: `errors,slow>${SLOW_MS}ms`,
  };
  const shop = await openShop(folder, service => (service.isOurs ? { ...env, ...settings } : env));
  const checkouts: Checkout[] = [];
  try {
    let next = 0;
    const buyer = async () => {
      while (next < CHECKOUTS) checkouts.push(await buy(shop.url, next++));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, buyer));
  } finally {
    await shop.close();
  }
  // Services send their last spans before they end, and the answer comes before they do.
  for (let silent = 0, known = -1; silent < 3; silent = spans.length === known ? silent + 1 : 0) {
    known = spans.length;
    await sleep(50);
  }

  const rootOf = ({ number }: Checkout) =>
    spans.find(
      ({ service, kind, attributes }) =>
        service === 'storefront' && kind === 2 && attributes['url.query'] === `number=${number}`,
    );
  const failed = checkouts.filter(({ status }) => status >= 500);
  const slow = checkouts.filter(({ status, card }) => status < 500 && card === SLOW_CARD);
  const quick = checkouts.filter(({ status, durationMs }) => status < 500 && durationMs < SLOW_MS);
  expect(failed.length).toBeGreaterThan(10);
  expect(slow.length).toBeGreaterThan(20);

  expect(
    failed.filter(checkout => !isWhole(rootOf(checkout), spans, ['storefront', 'checkout', 'inventory'])),
  ).toEqual([]);
  const whole = slow.filter(checkout =>
    isWhole(rootOf(checkout), spans, ['storefront', 'checkout', 'payment']),
  );
  expect(whole.length / slow.length).toBeGreaterThanOrEqual(0.99);
  // A hundredth is sampled.
  expect(quick.filter(checkout => rootOf(checkout) !== undefined).length).toBeLessThanOrEqual(8);
});

/** True if these services have a part in the trace, and nothing is missing between its spans. */
function isWhole(root: Span | undefined, spans: readonly Span[], services: readonly string[]): boolean {
  if (root === undefined) return false;
  const own = spans.filter(({ traceId }) => traceId === root.traceId);
  const ids = new Set(own.map(({ spanId }) => spanId));
  const hasAllParents = own.every(({ parentSpanId }) => !parentSpanId || ids.has(parentSpanId));
  // Each service asks the next: a server's span, and the client's below it.
  return (
    hasAllParents &&
    services.every(
      name =>
        own.some(({ service, kind }) => service === name && kind === 2) &&
        own.some(({ service, kind }) => service === name && kind === 3),
    )
  );
}
