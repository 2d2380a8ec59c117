import type { ServiceName } from '../services/servers/service';

/** Way to wait, with the shape that the trace of every such request has. */
export interface Way {
  readonly name: string;
  readonly service?: ServiceName;
  /** Spans below the server's span, drawn, siblings by name; the app makes a mark wherever the way calls back. */
  readonly below: readonly string[];
}

const marks = (count: number) => Array.from({ length: count }, () => 'internal mark');

/** Ways to wait that Node itself has. */
const NODE_WAYS: readonly Way[] = [
  { name: 'timers', below: marks(3) },
  { name: 'timers-promises', below: marks(2) },
  { name: 'microtasks', below: marks(3) },
  { name: 'events', below: marks(2) },
  { name: 'shared-events', below: marks(1) },
  { name: 'events-async-resource', below: marks(1) },
  { name: 'async-resource', below: marks(1) },
  { name: 'streams', below: marks(3) },
  { name: 'request-body', below: marks(2) },
  { name: 'response-events', below: marks(1) },
  { name: 'async-iterators', below: marks(3) },
  { name: 'files', below: marks(3) },
  { name: 'http-agent', below: ['client GET', '  server GET', ...marks(2)] },
];

/** Clients with a few connections, for which most of the requests wait. */
const CLIENT_WAYS: readonly Way[] = [
  {
    name: 'pg-pool',
    service: 'postgres',
    below: ['client pg-pool.connect', 'client pg.query:SELECT postgres', ...marks(1)],
  },
  {
    name: 'pg-pool-callback',
    service: 'postgres',
    below: ['client pg-pool.connect', 'client pg.query:SELECT postgres', ...marks(2)],
  },
  { name: 'mysql2-pool', service: 'mariadb', below: ['client SELECT', ...marks(1)] },
  { name: 'mysql2-pool-promise', service: 'mariadb', below: ['client SELECT', 'client SELECT', ...marks(3)] },
  {
    name: 'ioredis-pipeline',
    service: 'redis',
    below: [
      ...['del', 'exec', 'get', 'get', 'incr', 'multi', 'set'].map(name => `client ${name}`),
      ...marks(3),
    ],
  },
  {
    name: 'redis-multi',
    service: 'redis',
    below: ['client redis-DEL', 'client redis-GET', 'client redis-SET', ...marks(2)],
  },
  {
    name: 'mongodb-session',
    service: 'mongodb',
    below: ['client find words', 'client insert words', ...marks(2)],
  },
  {
    name: 'amqplib-consumer',
    service: 'rabbitmq',
    below: ['producer publish <default>', '  consumer context-# process', '    internal mark'],
  },
  { name: 'memcached', service: 'memcached', below: ['client memcached set', ...marks(1)] },
  { name: 'undici-pool', below: ['client GET', '  server GET', ...marks(2)] },
  { name: 'fetch', below: ['client GET', '  server GET', ...marks(2)] },
];

export const WAYS: readonly Way[] = [...NODE_WAYS, ...CLIENT_WAYS];
