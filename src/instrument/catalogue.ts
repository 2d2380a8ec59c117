import { rawRedisStatement, redisStatement } from './redis-statement';

/** What the operator's settings say about instrumentations, as plain values. */
export interface InstrumentationSettings {
  /** Middleware spans for this framework? Off by default: they are most of the noise and of the cost. */
  readonly middlewareSpans: (framework: string) => boolean;
  readonly graphqlResolveSpans: boolean;
  /** Literals of SQL statements and Redis arguments as they are, instead of `?`. */
  readonly rawStatements: boolean;
  /** A glob; undefined leaves no route out. */
  readonly fastifyIgnorePaths: string | undefined;
  readonly sendMetrics: boolean;
  readonly sendLogs: boolean;
  readonly captureHeaders: {
    readonly client: { requestHeaders: string[]; responseHeaders: string[] };
    readonly server: { requestHeaders: string[]; responseHeaders: string[] };
  };
}

/** One instrumentation: where its code lies, when it is loaded, and its options where ours differ from its own. */
export interface CatalogueRow {
  /** The short name: `pg` for `@opentelemetry/instrumentation-pg`. */
  readonly name: string;
  /** The npm package, where it is not `@opentelemetry/instrumentation-<name>`. */
  readonly package?: string;
  /** The file of dist/instrument/ that holds its code, where it is not the name: seldom used ones share a file. */
  readonly chunk?: string;
  /**
   * When its code is loaded: with its first target (the default), with the first message of a diagnostics channel,
   * or once the app is running because it has no target. Lambda's target is named by the environment.
   */
  readonly trigger?: { channel: string } | 'running' | 'lambda';
  /** All that it makes is metrics: left out when none are sent, unless the operator gives it options. */
  readonly onlyMetrics?: true;
  /** Further modules that load it, beside those of its own definitions. */
  readonly modules?: readonly string[];
  /** Left out unless the operator turns it on, and why. */
  readonly off?: string;
  /** Left alone when these packages bring it, since their own instrumentation covers it. */
  readonly coveredBy?: readonly string[];
  /**
   * It has a replacement of our own, src/instrument/lean/<name>.ts, which OTEL_AGENT_LEAN chooses: does the replacement
   * heed these options? Upstream's is loaded where it does not.
   */
  readonly lean?: (options: Readonly<Record<string, unknown>>) => boolean;
  readonly options?: (settings: InstrumentationSettings) => Record<string, unknown>;
  /** Span attribute that marks a middleware span, for those without an option of their own. */
  readonly middleware?: { attribute: string; value: string };
}

const heeds =
  (...known: string[]) =>
  (options: Readonly<Record<string, unknown>>) =>
    Object.keys(options).every(option => known.includes(option));

/** The replacement makes the spans that are left without middleware. */
const withoutMiddleware = ({ ignoreLayersType, ...others }: Readonly<Record<string, unknown>>) =>
  Object.keys(others).length === 0 && String(ignoreLayersType) === 'middleware,router';

/** The replacement makes the spans that are left without those of hooks. */
const withoutHooks = ({
  registerOnInitialization,
  instrumentHooks,
  ...others
}: Readonly<Record<string, unknown>>) =>
  registerOnInitialization === true &&
  instrumentHooks === false &&
  heeds('recordExceptions', 'instrumentHandler')(others) &&
  Object.values(others).every(option => typeof option === 'boolean');

const layers =
  (framework: string, ...ignored: string[]) =>
  (settings: InstrumentationSettings): Record<string, unknown> =>
    settings.middlewareSpans(framework) ? {} : { ignoreLayersType: ignored };

const redis = (settings: InstrumentationSettings) => ({
  dbStatementSerializer: settings.rawStatements ? rawRedisStatement : redisStatement,
});

const logs = (settings: InstrumentationSettings) => ({ disableLogSending: !settings.sendLogs });

/** Every instrumentation of `@opentelemetry/auto-instrumentations-node`, and those that it lacks. */
export const CATALOGUE: readonly CatalogueRow[] = [
  {
    name: 'http',
    options: settings => ({ headersToSpanAttributes: settings.captureHeaders }),
    lean: heeds(
      'headersToSpanAttributes',
      'disableIncomingRequestInstrumentation',
      'disableOutgoingRequestInstrumentation',
      'requireParentforIncomingSpans',
      'requireParentforOutgoingSpans',
      'redactedQueryParams',
      'redactedQueryParamsServer',
    ),
  },
  {
    name: 'undici',
    chunk: 'http',
    trigger: { channel: 'undici:request:create' },
    options: settings => ({ headersToSpanAttributes: settings.captureHeaders.client }),
    lean: heeds('headersToSpanAttributes', 'requireParentforSpans'),
  },
  { name: 'grpc' },

  { name: 'express', options: layers('express', 'middleware', 'router'), lean: withoutMiddleware },
  {
    name: 'router',
    coveredBy: ['express'],
    middleware: { attribute: 'router.type', value: 'middleware' },
  },
  { name: 'connect', chunk: 'web', middleware: { attribute: 'connect.type', value: 'middleware' } },
  { name: 'koa', chunk: 'web', options: layers('koa', 'middleware') },
  { name: 'hapi', chunk: 'web' },
  { name: 'restify', chunk: 'web', middleware: { attribute: 'restify.type', value: 'middleware' } },
  { name: 'socket.io', chunk: 'web' },
  { name: 'nestjs-core', chunk: 'web' },
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
    name: 'graphql',
    options: settings => ({
      ignoreResolveSpans: !settings.graphqlResolveSpans,
      ignoreTrivialResolveSpans: true,
      mergeItems: true,
    }),
  },

  { name: 'pg', lean: heeds('requireParentSpan', 'ignoreConnectSpans') },
  { name: 'mysql', chunk: 'databases' },
  { name: 'mysql2' },
  { name: 'mongodb' },
  { name: 'mongoose', chunk: 'mongodb' },
  { name: 'ioredis', chunk: 'redis', options: redis },
  { name: 'redis', chunk: 'redis', options: redis },
  { name: 'memcached', chunk: 'databases' },
  { name: 'cassandra-driver', chunk: 'databases' },
  { name: 'tedious', chunk: 'databases' },
  { name: 'oracledb', chunk: 'databases' },
  { name: 'knex', chunk: 'databases' },
  { name: 'prisma', package: '@prisma/instrumentation', chunk: 'prisma', modules: ['@prisma/client'] },

  { name: 'amqplib', chunk: 'queues' },
  { name: 'kafkajs', chunk: 'queues' },

  { name: 'pino', chunk: 'logging', options: logs },
  { name: 'bunyan', chunk: 'logging', options: logs },
  { name: 'winston', options: logs },

  { name: 'aws-sdk', chunk: 'aws' },
  { name: 'aws-lambda', chunk: 'aws', trigger: 'lambda' },
  { name: 'openai', chunk: 'other' },
  { name: 'dataloader', chunk: 'other' },
  { name: 'generic-pool', chunk: 'other' },
  { name: 'lru-memoizer', chunk: 'other' },
  { name: 'cucumber', chunk: 'other' },

  {
    name: 'dns',
    chunk: 'node',
    off: 'a span for each name look-up is noise beside the request that caused it',
  },
  { name: 'net', chunk: 'node', off: 'a span for each socket is noise beside the request that caused it' },
  { name: 'fs', chunk: 'node', off: 'a span for each file operation drowns all others' },
  { name: 'runtime-node', chunk: 'runtime', trigger: 'running', onlyMetrics: true },
  {
    name: 'host-metrics',
    chunk: 'host',
    trigger: 'running',
    onlyMetrics: true,
    off: 'the Collector measures the host once for all processes',
  },
];

/** The file of dist/instrument/ that a row's code lies in. */
export function chunkOf(row: CatalogueRow): string {
  return row.chunk ?? row.name;
}

/** The file of dist/instrument/ that a row's lean replacement lies in. */
export function leanChunkOf(row: CatalogueRow): string {
  return `lean-${row.name}`;
}

/** The npm package that a row's code comes from. */
export function packageOf(row: CatalogueRow): string {
  return row.package ?? `@opentelemetry/instrumentation-${row.name}`;
}
