import type { CollectedSpan } from '../services/collector/collected';

type Attributes = CollectedSpan['attributes'];

/** Server part of test/fixtures/e2e/servers/, and its marks in a trace. `client` is a client library's name. */
export interface Framework {
  readonly name: string;
  /** The spans from the root to the handler; `$` stands for the client library. */
  readonly above: readonly string[];
  /** Tells whether this is the entry span of the request that asked `client`. */
  readonly isEntry: (attributes: Attributes, client: string) => boolean;
  /** Attributes of the client's span. */
  readonly client: (client: string) => object;
  /** Attributes of the entry span. */
  readonly entry: (client: string) => object;
}

const HANDLER = 'internal request handler';
const FASTIFY = ['internal request', 'internal handler - fastify'];
const nestjs = [HANDLER, 'internal ShopController.$', 'internal $'];

export const FRAMEWORKS: readonly Framework[] = [
  http('http', undefined, [], { 'url.query': 'page=1' }),
  http('express', '/$/:id', [HANDLER]),
  http('fastify', '/$/:id', FASTIFY),
  http('koa', '/$/:id', ['internal router - /$/:id']),
  http('hapi', '/$/{id}', ['internal route - /$/{id}']),
  http('nestjs', '/$/:id', nestjs),
  {
    name: 'grpc',
    above: ['client grpc.e2e.Shop/Ask', 'server grpc.e2e.Shop/Ask'],
    isEntry: attributes => attributes['rpc.method'] === 'Ask',
    client: rpc,
    entry: rpc,
  },
];

/** HTTP semantic conventions, "HTTP client" and "HTTP server". */
function http(
  name: string,
  route: string | undefined,
  above: readonly string[],
  more: object = {},
): Framework {
  return {
    name,
    above: ['client GET', route === undefined ? 'server GET' : `server GET ${route}`, ...above],
    isEntry: (attributes, client) => attributes['url.path'] === `/${client}/7`,
    client: client => ({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.full': expect.stringContaining(`/${client}/7`),
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
    }),
    entry: client => ({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': `/${client}/7`,
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      'client.address': '127.0.0.1',
      'network.protocol.version': '1.1',
      ...(route && { 'http.route': route.replace('$', client) }),
      ...more,
    }),
  };
}

/** RPC semantic conventions, "gRPC". */
function rpc(): object {
  return { 'rpc.system': 'grpc', 'rpc.service': 'e2e.Shop', 'rpc.method': 'Ask', 'rpc.grpc.status_code': 0 };
}
