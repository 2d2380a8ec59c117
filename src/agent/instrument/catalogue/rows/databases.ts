import { heeds } from '../heeds';
import { rawRedisSerializer, redisSerializer } from '../redis-serializers';
import type { CatalogueRow, InstrumentationSettings } from '../row';

/** Databases and their clients. */
export const DATABASES: readonly CatalogueRow[] = [
  {
    name: 'pg',
    chunk: 'databases',
    modules: ['pg-cursor'],
    options: ({ rawStatements }) => ({ rawStatements }),
    lean: heeds('requireParentSpan', 'ignoreConnectSpans', 'rawStatements'),
  },
  { name: 'mysql', chunk: 'databases' },
  // An option of ours: src/agent/upstream/table.mjs.
  {
    name: 'mysql2',
    chunk: 'databases',
    leanKind: 'databases',
    options: settings => ({ withValues: settings.rawStatements }),
    lean: withoutValues,
    // A subscriber keeps errors of queries without a callback from the app (3.24).
    channels: {
      names: ['mysql2:query', 'mysql2:execute', 'mysql2:pool:connect'],
      since: [4, 0],
      changesHost: true,
      heeds: withoutValues,
    },
  },
  {
    name: 'postgres',
    isOwn: true,
    leanKind: 'databases',
    targets: [
      {
        module: 'postgres',
        versions: ['>=3 <4'],
        files: ['src/query.js', 'src/types.js', 'cjs/src/query.js', 'cjs/src/types.js'],
      },
    ],
    options: ({ rawStatements }) => ({ rawStatements }),
    lean: heeds('rawStatements'),
  },
  {
    name: 'mariadb',
    isOwn: true,
    leanKind: 'databases',
    targets: [{ module: 'mariadb', versions: ['>=3 <4'], files: ['callback.js', 'dist/callback.cjs'] }],
    options: ({ rawStatements }) => ({ rawStatements }),
    lean: heeds('rawStatements'),
  },
  {
    name: 'sqlite',
    isOwn: true,
    leanKind: 'databases',
    targets: [
      { module: 'node:sqlite', versions: ['*'] },
      { module: 'better-sqlite3', versions: ['>=7 <14'] },
    ],
    options: ({ rawStatements }) => ({ rawStatements }),
    lean: heeds('rawStatements'),
  },
  {
    name: 'mongodb',
    leanKind: 'databases',
    options: ({ rawStatements }) => ({ rawStatements }),
    lean: heeds('requireParentSpan', 'rawStatements'),
  },
  {
    name: 'mongoose',
    chunk: 'mongodb',
    channels: {
      names: [
        'mongoose:query',
        'mongoose:aggregate',
        'mongoose:model:save',
        'mongoose:model:insertMany',
        'mongoose:model:bulkWrite',
      ],
      since: [9, 7],
      heeds: heeds('requireParentSpan'),
    },
  },
  {
    name: 'ioredis',
    chunk: 'databases',
    targets: [{ module: 'iovalkey', versions: ['<1'] }],
    options: redis,
    lean: heeds('requireParentSpan', 'dbStatementSerializer'),
    // A subscriber keeps the app from hearing of rejections that nobody handles (6.0).
    channels: {
      names: ['ioredis:command', 'ioredis:connect'],
      since: [7, 0],
      changesHost: true,
      heeds: withoutArguments,
    },
  },
  {
    name: 'redis',
    chunk: 'databases',
    options: redis,
    channels: {
      names: ['node-redis:command', 'node-redis:batch', 'node-redis:connect'],
      since: [5, 12],
      heeds: withoutArguments,
    },
  },
  {
    name: 'opensearch',
    isOwn: true,
    leanKind: 'databases',
    targets: [
      { module: '@opensearch-project/opensearch', versions: ['>=2 <4'], files: ['lib/Transport.js'] },
    ],
    lean: heeds(),
  },
  {
    name: 'memcached',
    chunk: 'databases',
    leanKind: 'databases',
    options: ({ rawStatements }) => ({ rawStatements }),
    lean: heeds('rawStatements'),
  },
  { name: 'cassandra-driver', chunk: 'databases' },
  { name: 'tedious', chunk: 'databases', coveredBy: ['mssql'] },
  {
    name: 'mssql',
    isOwn: true,
    // Earlier versions are traced through tedious.
    targets: [{ module: 'mssql', versions: ['*'] }],
    options: ({ rawStatements }) => ({ rawStatements }),
    channels: {
      names: [
        'mssql:connect',
        'mssql:query',
        'mssql:batch',
        'mssql:execute',
        'mssql:bulk',
        'mssql:prepared-statement:prepare',
        'mssql:prepared-statement:execute',
      ],
      since: [12, 4],
      heeds: heeds('rawStatements'),
    },
  },
  { name: 'oracledb', chunk: 'databases' },
  { name: 'knex', chunk: 'databases' },
  {
    name: 'prisma',
    package: '@prisma/instrumentation',
    chunk: 'databases',
    // The generator `prisma-client` loads its runtime alone.
    targets: [
      { module: '@prisma/client', versions: ['*'], files: ['runtime/client.js', 'runtime/client.mjs'] },
    ],
  },
];

function redis(settings: InstrumentationSettings) {
  return { dbStatementSerializer: settings.rawStatements ? rawRedisSerializer : redisSerializer };
}

/** Options that channels heed: they tell no more of a command than a redacted statement shows. */
function withoutArguments({ dbStatementSerializer, ...others }: Readonly<Record<string, unknown>>): boolean {
  return dbStatementSerializer === redisSerializer && heeds('requireParentSpan')(others);
}

/** Options that are heeded: values of mysql2's statements are not shown. */
function withoutValues({ withValues, ...others }: Readonly<Record<string, unknown>>): boolean {
  return withValues !== true && heeds()(others);
}
