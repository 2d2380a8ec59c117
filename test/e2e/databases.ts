import type { ServiceName } from '../services/servers/service';

/** A client part of test/fixtures/e2e/clients/, and the span that its work gives. */
export interface Database {
  readonly name: string;
  readonly service: ServiceName;
  /** Variable from which the fixture reads the address. */
  readonly variable: string;
  readonly span: string;
  /** Attributes (database and messaging semantic conventions); nothing of them holds the literal "secret". */
  readonly attributes: object;
}

export const DATABASES: readonly Database[] = [
  {
    name: 'pg',
    service: 'postgres',
    variable: 'TEST_POSTGRES_URL',
    span: 'client pg.query:SELECT postgres',
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'postgres',
      'db.query.text': 'SELECT $1::text AS word FROM pg_class WHERE relname <> ? LIMIT ?',
    },
  },
  {
    name: 'mysql2',
    service: 'mariadb',
    variable: 'TEST_MARIADB_URL',
    span: 'client SELECT',
    attributes: {
      'db.system.name': 'mysql',
      'db.namespace': 'test',
      'db.query.text': 'SELECT ? AS word WHERE ? <> ?',
    },
  },
  {
    name: 'mongodb',
    service: 'mongodb',
    variable: 'TEST_MONGODB_URL',
    span: 'client find words',
    attributes: {
      'db.system.name': 'mongodb',
      'db.namespace': expect.stringMatching(/^e2e_\d+$/),
      'db.operation.name': 'find',
      'db.collection.name': 'words',
      'db.query.text': '{"find":"words","filter":{"owner":"?"},"limit":"?","singleBatch":"?"}',
    },
  },
  {
    name: 'ioredis',
    service: 'redis',
    variable: 'TEST_REDIS_URL',
    span: 'client set',
    attributes: {
      'db.system.name': 'redis',
      'db.operation.name': 'set',
      'db.query.text': 'SET e2e:word ?',
    },
  },
  {
    name: 'redis',
    service: 'redis',
    variable: 'TEST_REDIS_URL',
    span: 'client redis-SET',
    attributes: {
      'db.system.name': 'redis',
      'db.operation.name': 'SET',
      'db.query.text': 'SET e2e:word ?',
    },
  },
  {
    name: 'amqplib',
    service: 'rabbitmq',
    variable: 'TEST_RABBITMQ_URL',
    span: 'producer publish <default>',
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.destination': '',
      'messaging.rabbitmq.routing_key': expect.stringMatching(/^e2e-words-\d+$/),
      'messaging.url': expect.not.stringContaining('guest:guest'),
    },
  },
  {
    name: 'memcached',
    service: 'memcached',
    variable: 'TEST_MEMCACHED_URL',
    span: 'client memcached set',
    attributes: {
      'db.system.name': 'memcached',
      'db.operation.name': 'set',
    },
  },
];
