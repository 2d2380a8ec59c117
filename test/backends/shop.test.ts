import type { Shop } from '../../src/tools/demo/open-shop';
import { type Chain, startChain } from '../collector/start-chain';
import { drawTraces } from '../e2e/ancestry';
import { describeWith } from '../services/describe-with';
import { type Jaeger, startJaeger } from '../services/jaeger/start-jaeger';
import { type RunningService, startService } from '../services/start-service';
import { type FoundSpan, type JaegerAnswer, jaegerSpans } from './jaeger-spans';
import { openTestShop, order } from './open-test-shop';
import { getJson, waitFor } from './wait-for';
import { type ZipkinAnswer, zipkinSpans } from './zipkin-spans';

/** Twelve processes, two of them Java. */
const START_MS = 180_000;
const describeShop = describeWith('collector', 'jaeger', 'zipkin');

describeShop('the shop', () => {
  let jaeger: Jaeger;
  let zipkins: Record<'through the Collector' | 'by the agent itself', RunningService>;
  let chain: Chain;
  let shop: Shop;
  beforeAll(async () => {
    const servers = [startJaeger(), startService('zipkin'), startService('zipkin')] as const;
    const [started, through, itself] = await Promise.all(servers);
    jaeger = started;
    zipkins = { 'through the Collector': through, 'by the agent itself': itself };
    chain = await startChain({
      gateways: new Array(2).fill({
        JAEGER_ENDPOINT: jaeger.otlpEndpoint,
        ZIPKIN_ENDPOINT: `${zipkins['through the Collector'].url}/api/v2/spans`,
        SAMPLING_PERCENTAGE: '100',
        DECISION_WAIT: '2s',
      }),
    });
    shop = await openTestShop({
      OTEL_TRACES_EXPORTER: 'otlp,zipkin',
      OTEL_EXPORTER_OTLP_ENDPOINT: chain.grpcUrls[0]!,
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${zipkins['by the agent itself'].url}/api/v2/spans`,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    // The eighth asks the inventory's replica, which looks in the wrong place.
    const answers: number[] = [];
    for (let at = 0; at < ORDERS; at++) answers.push(await order(shop, '4242-17'));
    expect(answers).toEqual([...new Array(ORDERS - 1).fill(201), 500]);
  }, START_MS);
  afterAll(async () => {
    await shop?.close();
    await chain?.stop();
    await Promise.all([jaeger?.stop(), ...Object.values(zipkins ?? {}).map(zipkin => zipkin.stop())]);
  }, START_MS);

  const inJaeger = async (query: string) =>
    jaegerSpans(await getJson<JaegerAnswer>(`${jaeger.url}/api/traces?limit=100&service=storefront${query}`));
  const inZipkin = async ({ url }: RunningService, query: string) =>
    zipkinSpans(await getJson<ZipkinAnswer>(`${url}/api/v2/traces?limit=100&serviceName=storefront${query}`));

  test('is found by the query API of Jaeger, each order a tree', async () => {
    const spans = await waitFor(() => inJaeger(''), isWhole);
    const { data } = await getJson<{ data: string[] }>(`${jaeger.url}/api/services`);
    expect(data.sort()).toEqual(['checkout', 'inventory', 'payment', 'storefront']);
    expect(drawTraces(firstOrder(spans), write)).toEqual(ORDER);
  });

  test('what failed is found in Jaeger by its tag', async () => {
    const errors = encodeURIComponent('{"error":"true"}');
    const spans = await waitFor(
      () => inJaeger(`&tags=${errors}`),
      ({ length }) => length > 0,
    );
    expect(drawTraces(spans.filter(isError), write)).toEqual(FAILED);
  });

  for (const way of ['through the Collector', 'by the agent itself'] as const) {
    test(`is found by the query API of Zipkin, sent ${way}`, async () => {
      // The very same spans as in Jaeger, and none besides.
      const sent = idsOf(await waitFor(() => inJaeger(''), isWhole));
      const spans = await waitFor(
        () => inZipkin(zipkins[way], ''),
        found => idsOf(found).join() === sent.join(),
      );
      const services = await getJson<string[]>(`${zipkins[way].url}/api/v2/services`);
      expect(services.sort()).toEqual(['checkout', 'inventory', 'payment', 'storefront']);
      expect(drawTraces(firstOrder(spans), write)).toEqual(lowerCase(ORDER));
      const failed = await inZipkin(zipkins[way], '&annotationQuery=error');
      expect(drawTraces(failed.filter(isError), write)).toEqual(lowerCase(FAILED));
    });
  }
});

const ORDERS = 8;

const ORDER = [
  'storefront: server POST /checkout',
  '  storefront: internal request handler',
  '    storefront: client POST',
  '      checkout: server POST /orders',
  '        checkout: internal request',
  '          checkout: internal handler - fastify',
  '            checkout: client GET',
  '              inventory: server GET',
  '                inventory: client pg-pool.connect',
  '                  inventory: client pg.connect',
  '                inventory: client pg.query:SELECT postgres',
  '            checkout: client GET',
  '              inventory: server GET',
  '                inventory: client pg-pool.connect',
  '                inventory: client pg.query:SELECT postgres',
  '            checkout: client POST',
  '              payment: server POST',
  '                payment: client POST',
  '            checkout: client pg-pool.connect',
  '              checkout: client pg.connect',
  '            checkout: client pg.query:INSERT postgres',
];

/** The spans that failed, from the request down to the query that began it; Express's handler between them did not. */
const FAILED = [
  'storefront: server POST /checkout',
  'storefront: client POST',
  '  checkout: server POST /orders',
  '    checkout: internal request',
  '      checkout: internal handler - fastify',
  '        checkout: client GET',
  '          inventory: server GET',
  '            inventory: client pg.query:SELECT postgres',
];

function write({ service, kind, name }: FoundSpan): string {
  return `${service}: ${kind} ${name}`;
}

function isError({ isError: failed }: FoundSpan): boolean {
  return failed;
}

/** True if all orders are there, and no span without its parent. */
function isWhole(spans: readonly FoundSpan[]): boolean {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === '');
  return roots.length === ORDERS && spans.every(span => roots.includes(span) || ids.has(span.parentSpanId));
}

function firstOrder(spans: readonly FoundSpan[]): FoundSpan[] {
  const [first] = [...spans].sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
  return spans.filter(({ traceId }) => traceId === first!.traceId);
}

function idsOf(spans: readonly FoundSpan[]): string[] {
  return spans.map(({ traceId, spanId, parentSpanId }) => `${traceId} ${spanId} ${parentSpanId}`).sort();
}

/** Turns lines to lower case, as Zipkin has them. */
function lowerCase(lines: readonly string[]): string[] {
  return lines.map(line => line.toLowerCase());
}
