import { viewerRoutes } from '../../../src/viewer/receiver/api/viewer-routes';
import { type Receiver, startReceiver } from '../../../src/viewer/receiver/receiver';
import type { Stores } from '../../../src/viewer/receiver/stores';
import { type SpanSketch, START_MS, spanIdOf, storesWith, traceIdOf, traceRequest } from './make-traces';

/** A checkout: storefront calls payment, which calls a gateway and a database; `at` says when, in ms. */
function checkout(trace: string, at: number, gatewayMs: number, error?: string): SpanSketch[] {
  const end = at + gatewayMs + 40;
  const failed = error === undefined ? {} : { error: '' };
  return [
    {
      id: '1',
      trace,
      name: 'POST /checkout',
      service: 'storefront',
      kind: 'server',
      from: at,
      to: end,
      ...failed,
    },
    {
      id: '2',
      parent: '1',
      trace,
      name: 'POST',
      service: 'storefront',
      kind: 'client',
      from: at + 5,
      to: end - 5,
      ...failed,
    },
    {
      id: '3',
      parent: '2',
      trace,
      name: 'POST /charges',
      service: 'payment',
      kind: 'server',
      from: at + 8,
      to: end - 8,
      ...failed,
    },
    {
      id: '4',
      parent: '3',
      trace,
      name: 'POST',
      service: 'payment',
      kind: 'client',
      from: at + 10,
      to: at + 10 + gatewayMs,
      attributes: { 'server.address': 'gateway.example', 'server.port': 443 },
    },
    {
      id: '5',
      parent: '3',
      trace,
      name: 'INSERT charges',
      service: 'payment',
      kind: 'client',
      from: at + 12 + gatewayMs,
      to: at + 15 + gatewayMs,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': 'shop',
        'db.query.text': 'INSERT INTO charges',
      },
      ...(error === undefined ? {} : { error, exception: { type: 'DatabaseError', message: error } }),
    },
  ];
}

let stores: Stores;
let receiver: Receiver;
beforeAll(async () => {
  const quick = Array.from({ length: 19 }, (_, at) => checkout(`a${at}`, at * 100, 20));
  stores = storesWith(
    ...quick.flat(),
    ...checkout('b1', 3000, 900),
    ...checkout('c1', 5000, 20, 'no table charges_7'),
  );
  receiver = await startReceiver({
    httpPort: 0,
    grpcPort: 0,
    stores,
    routes: limits => viewerRoutes(stores, '/nonexistent', limits),
  });
});
afterAll(() => receiver.close());

// biome-ignore lint/suspicious/noExplicitAny: what the answers look like is what is tested
type Json = any;

async function get(path: string): Promise<Json> {
  const response = await fetch(`${receiver.url}${path}`);
  expect(response.status).toBe(200);
  return response.json();
}

describe("Jaeger's query API", () => {
  test('services and operations are listed', async () => {
    expect((await get('/api/services')).data).toEqual(['payment', 'storefront']);
    expect((await get('/api/operations?service=storefront')).data).toEqual([
      { name: 'POST', spanKind: 'client' },
      { name: 'POST /checkout', spanKind: 'server' },
    ]);
    expect((await get('/api/operations?service=storefront&spanKind=server')).data).toHaveLength(1);
    expect((await get('/api/services/payment/operations')).data).toEqual([
      'INSERT charges',
      'POST',
      'POST /charges',
    ]);
    expect((await get('/api/services/no%2Fone/operations')).data).toEqual([]);
  });

  test.each([
    ['service=storefront', 20],
    ['service=storefront&limit=100', 21],
    ['limit=3', 3],
    ['service=payment&operation=INSERT%20charges&limit=100', 21],
    ['service=storefront&minDuration=500ms', 1],
    ['service=storefront&minDuration=10ms&maxDuration=100ms&limit=100', 20],
    [`service=payment&tags=${encodeURIComponent('{"error":"true"}')}`, 1],
    [`tags=${encodeURIComponent('{"server.address":"gateway.example","span.kind":"client"}')}&limit=100`, 21],
    ['tag=db.namespace:shop&limit=100', 21],
    [`start=${(START_MS + 2500) * 1000}&end=${(START_MS + 4500) * 1000}`, 1],
    ['service=none', 0],
  ])('traces with %s', async (parameters, count) => {
    expect((await get(`/api/traces?${parameters}`)).data).toHaveLength(count);
  });

  test('one trace, by its id with or without leading zeros', async () => {
    for (const id of [traceIdOf('b1'), 'b1']) {
      const [trace] = (await get(`/api/traces/${id}`)).data;
      expect(trace.traceID).toBe(traceIdOf('b1'));
      expect(trace.spans).toHaveLength(5);
      const root = trace.spans[0];
      expect(root).toMatchObject({
        operationName: 'POST /checkout',
        startTime: (START_MS + 3000) * 1000,
        duration: 940_000,
        references: [],
      });
      expect(root.tags).toContainEqual({ key: 'span.kind', type: 'string', value: 'server' });
      expect(trace.processes[root.processID].serviceName).toBe('storefront');
      expect(trace.spans[1].references).toEqual([
        { refType: 'CHILD_OF', traceID: traceIdOf('b1'), spanID: spanIdOf('1') },
      ]);
    }
    expect((await fetch(`${receiver.url}/api/traces/dead`)).status).toBe(404);
    expect((await get('/api/traces?traceID=b1&traceID=c1')).data).toHaveLength(2);
  });

  test('dependencies are counted by caller and callee', async () => {
    const { data } = await get(`/api/dependencies?endTs=${START_MS + 60_000}&lookback=120000`);
    expect(data).toEqual([{ parent: 'storefront', child: 'payment', callCount: 21 }]);
    expect((await get('/api/dependencies?lookback=1')).data).toEqual([]);
  });

  test.each(['limit=x', 'minDuration=long', 'tags=%7B', 'tag=x', 'start=x'])(
    '%s is answered with 400',
    async parameters => {
      const response = await fetch(`${receiver.url}/api/traces?${parameters}`);
      expect(response.status).toBe(400);
      expect(((await response.json()) as Json).errors[0]).toMatchObject({
        code: 400,
        msg: expect.stringContaining('must be'),
      });
    },
  );
});

describe("the viewer's own routes", () => {
  test('overview: rate, errors and durations of operations, and who calls whom', async () => {
    const { window, operations, map } = await get('/api/v1/overview?buckets=6');
    expect(window.sinceMs).toBe(START_MS);
    const checkoutStats = operations.find(({ name }: { name: string }) => name === 'POST /checkout');
    expect(checkoutStats).toMatchObject({
      service: 'storefront',
      kind: 'server',
      count: 21,
      errors: 1,
      p50Ns: 60e6,
      maxNs: 940e6,
    });
    expect(checkoutStats.counts).toHaveLength(6);
    expect(checkoutStats.counts.reduce((sum: number, count: number) => sum + count)).toBe(21);
    expect(checkoutStats.errorCounts.at(-1)).toBe(1);
    expect(checkoutStats.perSecond).toBeCloseTo(21 / 5.06, 2);
    expect(operations).toHaveLength(2);
    expect((await get('/api/v1/overview?spans=all')).operations).toHaveLength(5);
    expect(map.edges.map(({ from, to, count, errors }: Json) => [from, to, count, errors])).toEqual([
      ['payment', 'gateway.example', 21, 0],
      ['payment', 'postgresql shop', 21, 1],
      ['storefront', 'payment', 21, 1],
    ]);
    expect(map.nodes.map(({ name, type }: Json) => [name, type])).toEqual([
      ['gateway.example', 'external'],
      ['payment', 'service'],
      ['postgresql shop', 'database'],
      ['storefront', 'service'],
    ]);
  });

  test('a search finds traces by a query', async () => {
    const query = encodeURIComponent('server.address = gateway.example and duration > 500ms');
    const { traces, total } = await get(`/api/v1/traces?q=${query}`);
    expect(total).toBe(1);
    expect(traces[0]).toEqual({
      traceId: traceIdOf('b1'),
      startUnixNano: String(BigInt(START_MS + 3000) * 1_000_000n),
      durationNs: 940e6,
      spanCount: 5,
      errorCount: 0,
      root: { service: 'storefront', name: 'POST /checkout', kind: 'server' },
      services: [
        { service: 'payment', spans: 3, errors: 0 },
        { service: 'storefront', spans: 2, errors: 0 },
      ],
    });
    expect((await fetch(`${receiver.url}/api/v1/traces?q=(`)).status).toBe(400);
    expect((await fetch(`${receiver.url}/api/v1/traces?order=random`)).status).toBe(400);
  });

  test('slow against typical names the cause', async () => {
    const { parts, slow, examples } = await get(
      '/api/v1/compare?service=storefront&operation=POST%20%2Fcheckout',
    );
    expect(slow).toEqual({ count: 3, meanNs: (940e6 + 2 * 60e6) / 3 });
    expect(parts[0].path.at(-1)).toEqual({ service: 'payment', label: 'POST gateway.example' });
    expect(parts[0].share).toBe(1);
    expect(examples.slow[0]).toEqual({ traceId: traceIdOf('b1'), spanId: spanIdOf('1') });
    expect((await fetch(`${receiver.url}/api/v1/compare?service=no&operation=no`)).status).toBe(404);
    expect((await fetch(`${receiver.url}/api/v1/compare`)).status).toBe(400);
  });

  test('errors name where the failure began', async () => {
    const { groups, failedTraces } = await get('/api/v1/errors');
    expect(failedTraces).toBe(1);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({
      service: 'payment',
      operation: 'INSERT charges',
      type: 'DatabaseError',
      pattern: 'no table charges_#',
      doing: 'INSERT INTO charges',
      count: 1,
      handled: 0,
      examples: [{ traceId: traceIdOf('c1'), spanId: spanIdOf('5') }],
      reached: [{ service: 'storefront', operation: 'POST /checkout', count: 1 }],
    });
  });

  test('a trace, with all that is worked out about it', async () => {
    const page = await get('/api/v1/traces/c1');
    expect(page.spans.map(({ name, depth, parent }: Json) => [name, depth, parent])).toEqual([
      ['POST /checkout', 0, -1],
      ['POST', 1, 0],
      ['POST /charges', 2, 1],
      ['POST', 3, 2],
      ['INSERT charges', 3, 2],
    ]);
    expect(page.spans[3]).toMatchObject({
      label: 'POST gateway.example',
      selfNs: 20e6,
      criticalNs: 20e6,
    });
    expect(new Set(page.spans.map(({ alike }: Json) => alike)).size).toBe(5);
    expect(page.failures).toEqual([{ cause: 4, top: 0, text: expect.stringContaining('no table charges') }]);
    const slow = await get('/api/v1/traces/b1');
    expect(slow.slowestPath.at(-1)).toMatchObject({ spans: [3], label: 'POST gateway.example' });
    expect(page.criticalPath.reduce((sum: number, each: Json) => sum + each.toNs - each.fromNs, 0)).toBe(
      page.durationNs,
    );
    expect(page.resources).toContainEqual({ 'service.name': 'payment' });
    expect((await fetch(`${receiver.url}/api/v1/traces/nope`)).status).toBe(404);
  });

  test('what can be typed into a query', async () => {
    expect((await get('/api/v1/fields')).attributes).toContain('db.namespace');
    expect((await get('/api/v1/values?attribute=db.namespace')).values).toEqual(['shop']);
  });

  test('a file of everything or of one trace, and back', async () => {
    const one = await (await fetch(`${receiver.url}/api/v1/export?trace=b1`)).text();
    expect(
      one
        .trim()
        .split('\n')
        .flatMap(line => JSON.parse(line).resourceSpans[0].scopeSpans[0].spans),
    ).toHaveLength(5);
    const all = await fetch(`${receiver.url}/api/v1/export`);
    expect(all.headers.get('content-disposition')).toBe('attachment; filename="traces.jsonl"');
    expect((await all.text()).split('\n').length).toBeGreaterThan(2);
    expect((await fetch(`${receiver.url}/api/v1/export?trace=dead`)).status).toBe(404);
    const headers = { 'content-type': 'application/json' };
    const open = (body: string) => fetch(`${receiver.url}/api/v1/open`, { method: 'POST', headers, body });
    expect(await (await open(one)).json()).toEqual({ format: 'OTLP JSON', contents: '5 spans' });
    expect((await open('{}')).status).toBe(400);
    expect((await open('{"resourceSpans":[7]}')).status).toBe(400);
  });
});

test('the live tail tells of traces as they come, only those that are meant', async () => {
  const query = encodeURIComponent('service = live');
  const response = await fetch(`${receiver.url}/api/v1/live?q=${query}`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  receiver.inbox.take('traces', traceRequest([{ id: '1', trace: 'd1', service: 'dead', from: 0, to: 1 }]));
  receiver.inbox.take(
    'traces',
    traceRequest([{ id: '1', trace: 'e1', service: 'live', name: 'now', from: 0, to: 1 }]),
  );
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (/event: traces\ndata: .*\n\n/.test(text)) break;
  }
  const { traces } = JSON.parse(/event: traces\ndata: (.*)\n/.exec(text)![1]!);
  expect(traces).toMatchObject([{ traceId: traceIdOf('e1'), root: { service: 'live', name: 'now' } }]);
  expect(text).toContain('event: status');
});
