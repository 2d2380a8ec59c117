import { heeds } from '../heeds';
import type { CatalogueRow, InstrumentationSettings } from '../row';

/** Servers, clients and frameworks of the web. */
export const WEB: readonly CatalogueRow[] = [
  { name: 'http', options: http, lean: heedsHttp },
  {
    name: 'http2',
    isOwn: true,
    leanKind: 'http',
    targets: [{ module: 'http2', versions: ['*'] }],
    options: http,
    lean: heedsHttp,
  },
  {
    name: 'ws',
    isOwn: true,
    leanKind: 'http',
    targets: [{ module: 'ws', versions: ['>=7 <9'], files: ['lib/websocket-server.js', 'lib/websocket.js'] }],
    ownOptions: { messageSpans: 'boolean' },
    options: http,
    lean: ({ messageSpans: _, ...others }) => heedsHttp(others),
  },
  {
    name: 'undici',
    chunk: 'http',
    trigger: { channel: 'undici:request:create' },
    options: settings => ({
      headersToSpanAttributes: settings.captureHeaders.client,
      redactQuery: settings.redactQuery,
    }),
    lean: heeds('headersToSpanAttributes', 'requireParentforSpans', 'redactQuery'),
  },
  { name: 'grpc', chunk: 'apis', leanKind: 'web', lean: heeds() },

  {
    name: 'express',
    chunk: 'web',
    options: layers('express', 'middleware', 'router'),
    lean: withoutMiddleware,
  },
  {
    name: 'router',
    chunk: 'web',
    coveredBy: ['express'],
    middleware: { attribute: 'router.type', value: 'middleware' },
  },
  { name: 'connect', chunk: 'web', middleware: { attribute: 'connect.type', value: 'middleware' } },
  {
    name: 'koa',
    chunk: 'web',
    leanKind: 'web',
    options: layers('koa', 'middleware'),
    lean: withoutKoaMiddleware,
  },
  { name: 'hapi', chunk: 'web', leanKind: 'web', lean: heeds() },
  {
    name: 'restify',
    chunk: 'web',
    leanKind: 'web',
    middleware: { attribute: 'restify.type', value: 'middleware' },
    options: settings => (settings.middlewareSpans('restify') ? { middlewareSpans: true } : {}),
    lean: heeds(),
  },
  { name: 'socket.io', chunk: 'web' },
  {
    name: 'nestjs-core',
    chunk: 'web',
    leanKind: 'web',
    targets: [
      {
        module: '@nestjs/core',
        versions: ['>=12 <13'],
        files: ['nest-factory.js', 'router/router-execution-context.js'],
      },
    ],
    options: ({ redactQuery }) => ({ redactQuery }),
    lean: heeds('redactQuery'),
  },
  {
    name: 'nestjs-microservices',
    isOwn: true,
    leanKind: 'other',
    targets: [
      {
        module: '@nestjs/microservices',
        versions: ['>=9 <13'],
        files: [
          'client/client-tcp.js',
          'client/client-redis.js',
          'server/server.js',
          'server/server-tcp.js',
          'server/server-redis.js',
          'context/rpc-proxy.js',
        ],
      },
    ],
    lean: heeds(),
  },
  {
    name: 'fastify',
    package: '@fastify/otel',
    chunk: 'web',
    modules: ['fastify'],
    options: settings => ({
      registerOnInitialization: true,
      instrumentHooks: settings.middlewareSpans('fastify'),
      ...(settings.fastifyIgnorePaths !== undefined && { ignorePaths: settings.fastifyIgnorePaths }),
    }),
    lean: withoutHooks,
  },
  {
    name: 'hono',
    isOwn: true,
    leanKind: 'other',
    targets: [{ module: 'hono', versions: ['>=4.4 <5'], files: ['dist/context.js', 'dist/cjs/context.js'] }],
    lean: heeds(),
  },
  {
    name: 'h3',
    isOwn: true,
    leanKind: 'other',
    targets: [{ module: 'h3', versions: ['>=2 <3'] }],
    lean: heeds(),
  },
  {
    name: 'find-my-way',
    isOwn: true,
    leanKind: 'other',
    // Without an upper bound: Fastify brings it, and is traced with any.
    targets: [{ module: 'find-my-way', versions: ['>=1'] }],
    coveredBy: ['fastify', 'restify'],
    lean: heeds(),
  },
  {
    name: 'polka',
    isOwn: true,
    leanKind: 'other',
    targets: [{ module: 'trouter', versions: ['>=2 <5'] }],
    lean: heeds(),
  },
  {
    name: 'trpc',
    isOwn: true,
    leanKind: 'other',
    targets: [{ module: '@trpc/server', versions: ['>=10 <12'] }],
    lean: heeds(),
  },
  {
    name: 'graphql-tools',
    isOwn: true,
    leanKind: 'other',
    targets: [
      {
        module: '@graphql-tools/executor',
        versions: ['>=1 <3'],
        files: ['cjs/execution/execute.js', 'esm/execution/execute.js'],
      },
      { module: 'graphql-jit', versions: ['>=0.5 <1'], files: ['dist/execution.js'] },
    ],
    lean: heeds(),
  },
  {
    name: 'graphql',
    chunk: 'apis',
    options: settings => ({
      ignoreResolveSpans: !settings.graphqlResolveSpans,
      ignoreTrivialResolveSpans: true,
      mergeItems: true,
    }),
    channels: {
      names: ['graphql:parse', 'graphql:validate', 'graphql:execute', 'graphql:subscribe'],
      since: [17, 0],
      heeds: heeds('ignoreResolveSpans', 'ignoreTrivialResolveSpans', 'mergeItems'),
    },
  },
];

function http(settings: InstrumentationSettings) {
  return {
    headersToSpanAttributes: settings.captureHeaders,
    redactQuery: settings.redactQuery,
    functions: settings.functions,
    // Upstream's own list has no more to add to src/agent/redaction/.
    redactedQueryParams: [],
    redactedQueryParamsServer: [],
  };
}

function heedsHttp(options: Readonly<Record<string, unknown>>): boolean {
  return heeds(
    'headersToSpanAttributes',
    'disableIncomingRequestInstrumentation',
    'disableOutgoingRequestInstrumentation',
    'requireParentforIncomingSpans',
    'requireParentforOutgoingSpans',
    'redactQuery',
    'functions',
    'redactedQueryParams',
    'redactedQueryParamsServer',
  )(options);
}

/** Options that the replacement heeds: it makes no middleware spans. */
function withoutMiddleware({ ignoreLayersType, ...others }: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(others).length === 0 && String(ignoreLayersType) === 'middleware,router';
}

/** Options that Koa's replacement heeds: it makes no middleware spans, and one for each handler of a route. */
function withoutKoaMiddleware({ ignoreLayersType, ...others }: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(others).length === 0 && String(ignoreLayersType) === 'middleware';
}

/** Options that the replacement heeds: it makes no spans for hooks. */
function withoutHooks({
  registerOnInitialization,
  instrumentHooks,
  ...others
}: Readonly<Record<string, unknown>>): boolean {
  return (
    registerOnInitialization === true &&
    instrumentHooks === false &&
    heeds('recordExceptions', 'instrumentHandler')(others) &&
    Object.values(others).every(option => typeof option === 'boolean')
  );
}

/** Options that leave layers out, unless middleware is to have spans. */
function layers(framework: string, ...ignored: string[]) {
  return (settings: InstrumentationSettings): Record<string, unknown> =>
    settings.middlewareSpans(framework) ? {} : { ignoreLayersType: ignored };
}
