import { installLibraries } from '../install.mjs';
import { growth } from './growth.mjs';

/** Paths of the frameworks, and of calls that stay in the process: bench/apps/libraries/frameworks.cjs. */
export const FRAMEWORK_PATHS = {
  Koa: '/koa/name',
  Hapi: '/hapi/name',
  NestJS: '/nestjs/name',
  Restify: '/restify/name',
  GraphQL: '/graphql',
  'gRPC unary': '/grpc',
  'Socket.IO event': '/socket.io',
};

/** Paths of the clients: bench/apps/libraries/clients.cjs. */
export const CLIENT_PATHS = {
  'ioredis GET': '/ioredis',
  'redis GET': '/redis',
  'mysql2 query': '/mysql2',
  'mongodb findOne': '/mongodb',
  'memcached get': '/memcached',
  'amqplib publish and consume': '/amqplib',
  'kafkajs send and eachMessage': '/kafkajs',
  'AWS SDK GetItem': '/aws-sdk',
};

/** A server whose paths each use another library. @returns {import('./index.mjs').Scenario} */
export function libraries(title, { app, paths }) {
  return growth(title, {
    app,
    runs: 3,
    env: () => ({ BENCH_LIBRARIES: installLibraries() }),
    points: Object.entries({ 'no library': '/http', ...paths }).map(([name, path], index) => ({
      name,
      connections: 10,
      paths: [path],
      // V8 settles for each library anew, and for plain HTTP with the first of them.
      warmUp: index === 0 ? 30_000 : 12_000,
      requests: 2000,
      samples: 5,
    })),
  });
}
