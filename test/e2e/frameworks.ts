/** A server part of test/fixtures/e2e/servers/, and what it is known by in a trace. */
export interface Framework {
  readonly name: string;
  /** The spans from the root to the handler of the client library `$`. */
  readonly above: readonly string[];
  readonly route?: string;
  /** Attributes of the entry span beyond those of every HTTP server. */
  readonly entry?: object;
}

const asked = 'client GET';
const handler = 'internal request handler';

export const FRAMEWORKS: readonly Framework[] = [
  { name: 'http', above: [asked, 'server GET'], entry: { 'url.query': 'page=1' } },
  { name: 'express', above: [asked, 'server GET /$/:id', handler], route: '/$/:id' },
  {
    name: 'fastify',
    above: [asked, 'server GET /$/:id', 'internal request', 'internal handler - fastify -> @fastify/otel'],
    route: '/$/:id',
  },
  { name: 'koa', above: [asked, 'server GET /$/:id', 'internal router - /$/:id'], route: '/$/:id' },
  { name: 'hapi', above: [asked, 'server GET /$/{id}', 'internal route - /$/{id}'], route: '/$/{id}' },
  {
    name: 'nestjs',
    above: [asked, 'server GET /$/:id', handler, 'internal ShopController.$', 'internal $'],
    route: '/$/:id',
  },
];

/** What every HTTP server's entry span says (HTTP semantic conventions, "HTTP server"). */
export const httpEntry = (client: string, { route, entry }: Framework) => ({
  'http.request.method': 'GET',
  'http.response.status_code': 200,
  'url.path': `/${client}/7`,
  'url.scheme': 'http',
  'server.address': '127.0.0.1',
  'server.port': expect.any(Number),
  'client.address': '127.0.0.1',
  'network.protocol.version': '1.1',
  ...(route && { 'http.route': route.replace('$', client) }),
  ...entry,
});

/** What every HTTP client's span says. */
export const httpClient = (client: string) => ({
  'http.request.method': 'GET',
  'http.response.status_code': 200,
  'url.full': expect.stringContaining(`/${client}/7`),
  'server.address': '127.0.0.1',
  'server.port': expect.any(Number),
});
